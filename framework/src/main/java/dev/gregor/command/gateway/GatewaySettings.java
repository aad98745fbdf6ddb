package dev.gregor.command.gateway;

import java.time.Duration;

/**
 * What the user may choose about sending commands.
 *
 * @param app the name of the application, part of {@code ce_source}
 * @param timeout how long to wait for an outcome
 * @param maxInFlight how many commands may wait at once; more are refused as unavailable
 * @param replyPartitions the number of partitions of the replies topic
 * @param maxMessageBytes the largest value of a command, in bytes
 */
public record GatewaySettings(String app, Duration timeout, int maxInFlight, int replyPartitions, int maxMessageBytes) {

    /** Ten seconds, 10,000 commands, 16 partitions, 1 MiB. */
    public static GatewaySettings of(String app) {
        return new GatewaySettings(app, Duration.ofSeconds(10), 10_000, 16, 1024 * 1024);
    }

    /** The same with another wait. */
    public GatewaySettings withTimeout(Duration newTimeout) {
        return new GatewaySettings(app, newTimeout, maxInFlight, replyPartitions, maxMessageBytes);
    }

    /** The same with another bound for commands that wait. */
    public GatewaySettings withMaxInFlight(int commands) {
        return new GatewaySettings(app, timeout, commands, replyPartitions, maxMessageBytes);
    }
}
