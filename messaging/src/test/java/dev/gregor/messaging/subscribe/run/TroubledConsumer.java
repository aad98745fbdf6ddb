package dev.gregor.messaging.subscribe.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A consumer at a broker whose coordinator is lost at certain times. */
@SuppressWarnings("unchecked")
final class TroubledConsumer {

    private final Consumer<byte[], byte[]> consumer;

    /** Whether commits wait until the coordinator is found, which is when it is asked for what is committed. */
    boolean holdsCommits;
    /** Whether the next commit is not answered. */
    boolean losesNextCommit;
    /** Whether the ends of partitions are not found the next time. */
    boolean failsEndOffsets;
    /** The commit that waits. */
    @Nullable
    Runnable held;

    private @Nullable OffsetCommitCallback lost;
    private Map<TopicPartition, OffsetAndMetadata> lostOffsets = Map.of();

    TroubledConsumer(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    Consumer<byte[], byte[]> asConsumer() {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(),
                new Class<?>[] {Consumer.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        Object[] given = arguments == null ? new Object[0] : arguments;
        switch (method.getName()) {
            case "commitAsync" -> {
                return commit((Map<TopicPartition, OffsetAndMetadata>) given[0], (OffsetCommitCallback) given[1]);
            }
            case "committed" -> sendHeld();
            case "poll" -> lose();
            case "endOffsets" -> {
                if (failsEndOffsets) {
                    failsEndOffsets = false;
                    throw new TimeoutException("of the test");
                }
            }
            default -> {}
        }
        try {
            return method.invoke(consumer, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private @Nullable Object commit(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        if (losesNextCommit) {
            losesNextCommit = false;
            lostOffsets = offsets;
            lost = callback;
        } else if (holdsCommits) {
            held = () -> consumer.commitAsync(offsets, callback);
        } else {
            consumer.commitAsync(offsets, callback);
        }
        return null;
    }

    /** The coordinator is found. */
    void sendHeld() {
        Runnable waiting = held;
        held = null;
        if (waiting != null) {
            waiting.run();
        }
    }

    private void lose() {
        OffsetCommitCallback callback = lost;
        lost = null;
        if (callback != null) {
            callback.onComplete(lostOffsets, new RetriableCommitFailedException(new DisconnectException()));
        }
    }
}
