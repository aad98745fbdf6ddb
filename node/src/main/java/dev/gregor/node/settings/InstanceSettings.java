package dev.gregor.node.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * This process.
 *
 * @param dataDir where all is kept between runs
 * @param kafkaPort the port of the broker in this process; 0 for a free one
 * @param applicationServer {@code host:port} under which other instances reach this one; null for where it listens
 * @param dryRunTimeout how long handlers may take with a dead letter in a dry run
 */
public record InstanceSettings(
        Path dataDir, int kafkaPort, @Nullable String applicationServer, Duration dryRunTimeout) {}
