package dev.gregor.node;

import dev.gregor.node.closing.Closing;
import dev.gregor.node.settings.Settings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The broker of a data folder without an application, for Kafka's own tools while a start is refused. Thread-safe.
 */
public final class BrokerAlone implements AutoCloseable {

    private final Closing closing;
    private final Kafka kafka;
    private final CompletionStage<Exception> failure;

    private BrokerAlone(Closing closing, Kafka kafka, CompletionStage<Exception> failure) {
        this.closing = closing;
        this.kafka = kafka;
        this.failure = failure;
    }

    /**
     * Starts the broker that an application with these settings has in its process.
     *
     * @throws StartException if it has none, or the folder cannot be used
     * @throws dev.gregor.broker.BrokerException if the broker cannot start
     */
    public static BrokerAlone start(Settings settings) {
        if (settings.cluster().bootstrapServers() != null) {
            throw new StartException(
                    "The brokers are elsewhere, at %s: leave gregor.bootstrap-servers out to run that of the data folder"
                            .formatted(settings.cluster().bootstrapServers()),
                    null);
        }
        Closing closing = new Closing();
        try {
            DataDir data = closing.add(DataDir.open(settings.instance().dataDir()));
            CompletableFuture<Exception> failure = new CompletableFuture<>();
            return new BrokerAlone(closing, Kafka.open(settings, data, closing, failure::complete), failure);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /** What clients connect to, as {@code host:port}. */
    public String bootstrapServers() {
        return kafka.servers();
    }

    /** Completes, with the reason, if the broker stops working by itself. */
    public CompletionStage<Exception> failure() {
        return failure;
    }

    /** Stops the broker. Idempotent. */
    @Override
    public void close() {
        closing.close();
    }
}
