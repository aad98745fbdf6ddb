package dev.gregor.spring.actuate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.node.Gregor;
import dev.gregor.user.User;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The health of a node that does not start. */
class GregorHealthTest {

    @TempDir
    Path dir;

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ApplicationAvailabilityAutoConfiguration.class,
                    EndpointAutoConfiguration.class,
                    HealthContributorRegistryAutoConfiguration.class,
                    HealthContributorAutoConfiguration.class,
                    AvailabilityHealthContributorAutoConfiguration.class,
                    HealthEndpointAutoConfiguration.class,
                    AvailabilityProbesAutoConfiguration.class,
                    GregorHealthAutoConfiguration.class))
            .withPropertyValues(
                    "management.endpoints.web.exposure.include=health",
                    "management.endpoints.jmx.exposure.include=health",
                    "management.endpoint.health.show-details=always")
            .withBean(
                    Gregor.class,
                    () -> Gregor.configure().dataDir(dir).aggregate(new User()).create());

    @Test
    void isOutOfServiceWithTheReason() {
        application.run(context -> assertThat(
                        context.getBean(HealthEndpoint.class).healthForPath("gregor"))
                .isInstanceOfSatisfying(IndicatedHealthDescriptor.class, health -> {
                    assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
                    assertThat(health.getDetails()).containsEntry("reason", "The application starts");
                }));
    }

    @Test
    void makesTheApplicationNotReadyButLeavesItAlive() {
        application.run(context -> {
            HealthEndpoint health = context.getBean(HealthEndpoint.class);
            assertThat(requireNonNull(health.healthForPath("readiness")).getStatus())
                    .isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(health.healthForPath("readiness", "gregor")).isNotNull();
            AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
            assertThat(requireNonNull(health.healthForPath("liveness")).getStatus())
                    .isEqualTo(Status.UP);
            assertThat(health.healthForPath("liveness", "gregor")).isNull();
        });
    }

    @Test
    void leavesReadinessToTheApplicationThatSaysWhatItIncludes() {
        application
                .withPropertyValues("management.endpoint.health.group.readiness.include=readinessState")
                .run(context -> assertThat(context.getBean(HealthEndpoint.class).healthForPath("readiness", "gregor"))
                        .isNull());
    }

    @Test
    void isSwitchedOffAsThoseOfSpringBootAre() {
        application
                .withPropertyValues("management.health.gregor.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(GregorHealthIndicator.class));
    }
}
