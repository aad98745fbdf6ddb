package com.example.quarkusbank;

import dev.gregor.node.Gregor;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready with the reason, such as which store is restored and how far that is. */
@Readiness
@Singleton
final class NodeReadiness implements HealthCheck {

    private final Gregor gregor;

    NodeReadiness(Gregor gregor) {
        this.gregor = gregor;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> obstacle = gregor.obstacle();
        HealthCheckResponseBuilder health = HealthCheckResponse.named("gregor").status(obstacle.isEmpty());
        obstacle.ifPresent(reason -> health.withData("reason", reason));
        return health.build();
    }
}
