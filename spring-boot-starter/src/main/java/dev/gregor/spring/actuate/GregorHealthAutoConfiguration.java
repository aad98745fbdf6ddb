package dev.gregor.spring.actuate;

import dev.gregor.node.Gregor;
import dev.gregor.spring.GregorAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Adds the health of the node as {@code gregor}, also to the group {@code readiness} unless the application says what that includes; never to
 * {@code liveness}, as a restart does not cure what Kafka lacks.
 */
@AutoConfiguration(
        after = GregorAutoConfiguration.class,
        afterName =
                "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration")
@ConditionalOnClass({Gregor.class, HealthIndicator.class})
@ConditionalOnBean(Gregor.class)
@ConditionalOnEnabledHealthIndicator("gregor")
public final class GregorHealthAutoConfiguration {

    /** Made by Spring. */
    GregorHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "gregorHealthIndicator")
    static GregorHealthIndicator gregorHealthIndicator(Gregor gregor) {
        return new GregorHealthIndicator(gregor);
    }

    @Bean
    static HealthEndpointGroupsPostProcessor gregorReadiness(Environment environment) {
        return environment.containsProperty("management.endpoint.health.group.readiness.include")
                ? groups -> groups
                : ReadinessGroups::new;
    }
}
