package dev.gregor.spring.actuate;

import dev.gregor.node.Gregor;
import java.util.Optional;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up when the node is ready, else out of service with the reason. */
final class GregorHealthIndicator extends AbstractHealthIndicator {

    private final Gregor gregor;

    GregorHealthIndicator(Gregor gregor) {
        super("The health of Gregor is not known");
        this.gregor = gregor;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Optional<String> obstacle = gregor.obstacle();
        health.up().withDetail("application", gregor.settings().app()).withDetail("instance", gregor.instanceId());
        obstacle.ifPresent(reason -> health.outOfService().withDetail("reason", reason));
        if (gregor.failure().toCompletableFuture().isDone()) {
            health.down();
        }
        if (!gregor.warnings().isEmpty()) {
            health.withDetail("warnings", gregor.warnings());
        }
    }
}
