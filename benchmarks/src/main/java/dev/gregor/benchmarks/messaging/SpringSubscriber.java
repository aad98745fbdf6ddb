package dev.gregor.benchmarks.messaging;

import dev.gregor.benchmarks.account.Deposited;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.retrytopic.RetryTopicConfiguration;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationBuilder;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * A listener of Spring Kafka with retry topics, and with the tries and delays of Gregor: three retries, after 100, 200 and 400 ms. It keeps
 * no order of a key.
 */
final class SpringSubscriber implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    SpringSubscriber(Map<String, Object> kafka, String topic, Consumer<Deposited> handler) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("benchmark", Map.of("topic", topic)));
        context.registerBean(Kafka.class, () -> new Kafka(kafka, topic));
        context.registerBean(Listener.class, () -> new Listener(handler));
        context.register(Beans.class);
        context.refresh();
    }

    /** The settings of its clients, and what it reads. */
    record Kafka(Map<String, Object> settings, String topic) {

        Map<String, Object> with(Map<String, Object> more) {
            Map<String, Object> all = new HashMap<>(settings);
            all.putAll(more);
            return all;
        }
    }

    /** Called by the containers. */
    record Listener(Consumer<Deposited> handler) {

        @KafkaListener(id = "spring", topics = "${topic}")
        void handle(ConsumerRecord<byte[], byte[]> record) {
            handler.accept(Events.decode(record.value()));
        }
    }

    /** As its reference sets it up, and then for speed: what is sent is not collected, and what was fetched is kept after a failure. */
    @Configuration(proxyBeanMethods = false)
    @EnableKafka
    static class Beans extends RetryTopicConfigurationSupport {

        @Override
        protected void configureCustomizers(CustomizersConfigurer customizers) {
            customizers.customizeErrorHandler(handler -> handler.setSeekAfterError(false));
        }

        @Bean
        KafkaAdmin admin(Kafka kafka) {
            return new KafkaAdmin(kafka.settings());
        }

        /** Wakes up retries that are due. */
        @Bean
        TaskScheduler scheduler() {
            return new ThreadPoolTaskScheduler();
        }

        @Bean
        KafkaTemplate<byte[], byte[]> template(Kafka kafka) {
            Map<String, Object> producer = kafka.with(Map.of("acks", "all", "linger.ms", 0));
            return new KafkaTemplate<>(
                    new DefaultKafkaProducerFactory<>(producer, new ByteArraySerializer(), new ByteArraySerializer()));
        }

        @Bean
        ConcurrentKafkaListenerContainerFactory<byte[], byte[]> kafkaListenerContainerFactory(Kafka kafka) {
            Map<String, Object> consumer = kafka.with(Map.of("auto.offset.reset", "earliest"));
            var factory = new ConcurrentKafkaListenerContainerFactory<byte[], byte[]>();
            factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(
                    consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
            factory.setConcurrency(Events.PARTITIONS);
            return factory;
        }

        @Bean
        RetryTopicConfiguration retries(
                Kafka kafka,
                KafkaTemplate<byte[], byte[]> template,
                ConcurrentKafkaListenerContainerFactory<byte[], byte[]> factory) {
            return RetryTopicConfigurationBuilder.newInstance()
                    .maxAttempts(4)
                    .exponentialBackoff(100, 2, 30_000)
                    .autoCreateTopicsWith(Events.PARTITIONS, (short) 1)
                    .autoStartDltHandler(false)
                    .listenerFactory(factory)
                    .includeTopic(kafka.topic())
                    .create(template);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
