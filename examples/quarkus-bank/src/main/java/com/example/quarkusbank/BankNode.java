package com.example.quarkusbank;

import dev.gregor.api.Commands;
import dev.gregor.api.Queries;
import dev.gregor.node.Gregor;
import dev.gregor.node.settings.Key;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Properties;
import org.eclipse.microprofile.config.Config;

/** The node of this process, which starts and ends with the application, and access to it. */
@Singleton
final class BankNode {

    private static final String KAFKA = "gregor.kafka.";

    /** The settings of docs/configuration.md, from wherever Quarkus has its configuration. */
    private static Properties settings(Config config) {
        Properties settings = new Properties();
        for (Key key : Key.values()) {
            config.getOptionalValue(key.key(), String.class).ifPresent(value -> settings.put(key.key(), value));
        }
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(KAFKA)) {
                settings.put(name, config.getValue(name, String.class));
            }
        }
        return settings;
    }

    @Produces
    @Singleton
    @Startup
    Gregor gregor(Config config) {
        Gregor gregor = Gregor.configure(settings(config))
                .aggregate(new Account())
                .projection(new Balances())
                .create();
        try {
            gregor.start();
            return gregor;
        } catch (RuntimeException e) {
            gregor.close();
            throw e;
        }
    }

    void close(@Disposes Gregor gregor) {
        gregor.close();
    }

    @Produces
    @Singleton
    Commands commands(Gregor gregor) {
        return gregor.commands();
    }

    @Produces
    @Singleton
    Queries queries(Gregor gregor) {
        return gregor.queries();
    }
}
