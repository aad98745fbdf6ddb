package dev.gregor.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class BootKafkaTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, KafkaAutoConfiguration.class))
            .withUserConfiguration(BootKafka.class);

    private static void requireConnection(
            ApplicationContextRunner application, Consumer<@Nullable KafkaConnection> requirements) {
        application.run(context -> requirements.accept(
                context.getBeanProvider(KafkaConnection.class).getIfAvailable()));
    }

    @Test
    void knowsNoBrokersWhereNoneAreSet() {
        requireConnection(application, kafka -> assertThat(kafka).isNull());
    }

    @Test
    void takesTheClientSettingsOfSpringBoot() {
        requireConnection(
                application.withPropertyValues(
                        "spring.kafka.bootstrap-servers=one:9092,two:9092",
                        "spring.kafka.client-id=mine",
                        "spring.kafka.security.protocol=SASL_SSL",
                        "spring.kafka.properties.sasl.mechanism=PLAIN",
                        "spring.kafka.ssl.trust-store-password=secret",
                        "spring.kafka.consumer.max-poll-records=3"),
                kafka -> assertThat(kafka)
                        .isEqualTo(new KafkaConnection(
                                "one:9092,two:9092",
                                Map.of(
                                        "security.protocol",
                                        "SASL_SSL",
                                        "sasl.mechanism",
                                        "PLAIN",
                                        "ssl.truststore.password",
                                        "secret"),
                                Map.of())));
    }

    @Test
    void takesServersOfAList() {
        requireConnection(
                application.withPropertyValues(
                        "spring.kafka.bootstrap-servers[0]=one:9092", "spring.kafka.bootstrap-servers[1]=two:9092"),
                kafka -> assertThat(kafka).isEqualTo(new KafkaConnection("one:9092,two:9092", Map.of(), Map.of())));
    }

    @Test
    void takesABundleOfCertificates() {
        requireConnection(
                application.withPropertyValues(
                        "spring.kafka.bootstrap-servers=one:9092",
                        "spring.kafka.security.protocol=SSL",
                        "spring.kafka.ssl.bundle=kafka",
                        "spring.ssl.bundle.pem.kafka.truststore.certificate=classpath:ca.pem"),
                kafka -> {
                    assertThat(kafka.texts())
                            .containsEntry("ssl.engine.factory.class", SslBundleSslEngineFactory.class.getName());
                    assertThat(kafka.objects().get(SslBundle.class.getName())).isInstanceOf(SslBundle.class);
                });
    }

    @Test
    void takesTheDetailsOfSomebodyElse() {
        KafkaConnectionDetails container = () -> List.of("container:32768");
        requireConnection(
                application.withBean(KafkaConnectionDetails.class, () -> container),
                kafka -> assertThat(kafka).isEqualTo(new KafkaConnection("container:32768", Map.of(), Map.of())));
    }
}
