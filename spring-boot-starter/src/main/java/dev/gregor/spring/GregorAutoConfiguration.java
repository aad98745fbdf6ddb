package dev.gregor.spring;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.api.Commands;
import dev.gregor.api.Events;
import dev.gregor.api.Queries;
import dev.gregor.messaging.envelope.PublishedTypes;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.messaging.schedule.Schedules;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.node.Gregor;
import dev.gregor.node.GregorBuilder;
import dev.gregor.node.access.OtherInstances;
import dev.gregor.node.settings.Settings;
import dev.gregor.projection.Projection;
import dev.gregor.projection.gateway.QueryGateway;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Runs a node in the application: its aggregates and read models are the beans of these types, else what {@link java.util.ServiceLoader}
 * finds. The node starts when its bean is made, and restores its stores meanwhile; {@link Gregor#awaitReady} waits for that. Subscribers
 * start before the web server, which stops before the node does.
 *
 * <p>The settings are the properties {@code gregor.*} of the environment. Without brokers among them the node works with those of
 * {@code spring.kafka.*} or of a {@code KafkaConnectionDetails}, and without these with a broker in the process.
 */
@AutoConfiguration
@Import(BootKafka.class)
public final class GregorAutoConfiguration {

    /** Made by Spring. */
    GregorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    static Settings gregorSettings(ConfigurableEnvironment environment, ObjectProvider<KafkaConnection> kafka) {
        return new EnvironmentSettings(environment).read(kafka.getIfAvailable());
    }

    /** What the node is made of. */
    @Bean
    @Lazy
    @ConditionalOnMissingBean
    static GregorBuilder gregorBuilder(
            Settings settings,
            ObjectProvider<AggregateRoot<?>> aggregates,
            ObjectProvider<Projection<?>> projections,
            ObjectProvider<PublishedTypes> types,
            BeanFactory others) {
        KafkaVersion.require();
        GregorBuilder builder = Gregor.configure(settings);
        aggregates.orderedStream().forEach(builder::aggregate);
        projections.orderedStream().forEach(builder::projection);
        types.orderedStream().map(PublishedTypes::types).forEach(builder::publishes);
        others.getBeanProvider(OutboxOperations.class).ifUnique(builder::outbox);
        others.getBeanProvider(MeterRegistry.class).ifUnique(builder::meters);
        others.getBeanProvider(ObservationRegistry.class).ifUnique(builder::observations);
        return builder;
    }

    @Bean
    @ConditionalOnMissingBean
    static Gregor gregor(GregorBuilder builder, ObjectProvider<OtherInstances> others) {
        return start(builder.create(), others.getIfAvailable(OtherInstances::none));
    }

    private static Gregor start(Gregor gregor, OtherInstances others) {
        try {
            gregor.start(gregor.settings().instance().applicationServer(), others);
            return gregor;
        } catch (RuntimeException | Error e) {
            gregor.close();
            throw e;
        }
    }

    @Bean
    @ConditionalOnMissingBean
    static GregorLifecycle gregorLifecycle(
            Gregor gregor, ObjectProvider<Subscriber> subscribers, ApplicationContext context) {
        return new GregorLifecycle(gregor, subscribers, context);
    }

    @Bean
    @ConditionalOnMissingBean
    static Commands gregorCommands(Gregor gregor) {
        return gregor.commands();
    }

    @Bean
    @ConditionalOnMissingBean
    static Queries gregorQueries(Gregor gregor) {
        return gregor.queries();
    }

    @Bean
    @ConditionalOnMissingBean
    static QueryGateway gregorQueryGateway(Gregor gregor) {
        return gregor.queryGateway();
    }

    @Bean
    @ConditionalOnMissingBean
    static Events gregorEvents(Gregor gregor) {
        return gregor.events();
    }

    /** Started by the first bean that needs it, and closed by the node. */
    @Bean(destroyMethod = "")
    @Lazy
    @ConditionalOnMissingBean
    static Publisher gregorPublisher(Gregor gregor) {
        return gregor.publisher();
    }

    /** Started by the first bean that needs it, and closed by the node. */
    @Bean(destroyMethod = "")
    @Lazy
    @ConditionalOnMissingBean
    static Schedules gregorSchedules(Gregor gregor) {
        return gregor.schedules();
    }

    /** Opened by the first bean that needs it, and closed by the node. */
    @Bean(destroyMethod = "")
    @Lazy
    @ConditionalOnMissingBean
    static DeadLetters gregorDeadLetters(Gregor gregor) {
        return gregor.deadLetters();
    }
}
