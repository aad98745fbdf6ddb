package dev.gregor.streams.thread;

import dev.gregor.streams.health.Health;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/** Lets an application read its topics, or not; its stores are restored and can be read either way. Thread-safe. */
public final class PauseSwitch implements KafkaClientSupplier {

    private final Health health;
    private volatile boolean open;
    private volatile boolean closing;

    /** Lets it read at once if open. */
    public PauseSwitch(boolean open, Health health) {
        this.open = open;
        this.health = health;
    }

    /** Whether topics are read. */
    public boolean isOpen() {
        return open;
    }

    /** Opens or closes it; holds from the next poll on. */
    public void set(boolean newOpen) {
        open = newOpen;
    }

    /** Whether the application is being closed, so that a poll should not last. */
    boolean isClosing() {
        return closing;
    }

    /** Polls return at once from now on: the application is being closed. */
    public void close() {
        closing = true;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new PausableConsumer(this, health.progress(), config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new TransactionAwareProducer(health, config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return getRestoreConsumer(config);
    }
}
