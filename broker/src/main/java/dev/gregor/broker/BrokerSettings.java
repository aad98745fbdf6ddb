package dev.gregor.broker;

import java.nio.file.Path;
import java.util.Map;

/**
 * How a {@link LocalBroker} runs.
 *
 * @param dataDir holds all data between runs; made if missing
 * @param host the name or address to listen on and to tell clients; {@code 0.0.0.0} listens on all
 * @param clientPort 0 takes a free one
 * @param controllerPort for KRaft, on the loopback address only; 0 takes a free one, anew on each start
 * @param properties Kafka broker properties over those of a small broker; {@code node.id}, {@code process.roles},
 *     {@code listeners}, {@code log.dirs} and {@code controller.*} names, listeners and voters are set by the broker and win over these
 */
public record BrokerSettings(
        Path dataDir, String host, int clientPort, int controllerPort, Map<String, String> properties) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if a port is not within 0 to 65535
     */
    public BrokerSettings {
        checkPort("clientPort", clientPort);
        checkPort("controllerPort", controllerPort);
        properties = Map.copyOf(properties);
    }

    /** On the loopback address with free ports. */
    public static BrokerSettings in(Path dataDir) {
        return new BrokerSettings(dataDir, "127.0.0.1", 0, 0, Map.of());
    }

    /** These settings with another host. */
    public BrokerSettings withHost(String newHost) {
        return new BrokerSettings(dataDir, newHost, clientPort, controllerPort, properties);
    }

    /** These settings with another client port. */
    public BrokerSettings withClientPort(int newPort) {
        return new BrokerSettings(dataDir, host, newPort, controllerPort, properties);
    }

    /** These settings with another controller port. */
    public BrokerSettings withControllerPort(int newPort) {
        return new BrokerSettings(dataDir, host, clientPort, newPort, properties);
    }

    /** These settings with these broker properties in place of the former ones. */
    public BrokerSettings withProperties(Map<String, String> newProperties) {
        return new BrokerSettings(dataDir, host, clientPort, controllerPort, newProperties);
    }

    private static void checkPort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "%s is %d: give a port from 1 to 65535, or 0 for a free one".formatted(name, port));
        }
    }
}
