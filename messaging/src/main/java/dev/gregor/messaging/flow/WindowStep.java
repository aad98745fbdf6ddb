package dev.gregor.messaging.flow;

import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.flow.Windows.Window;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Folds a message into its window, and closes those whose time has passed. The latest time is kept with them, so that a closed one stays closed. */
record WindowStep<S extends SpecificRecord>(Windows windows, Class<S> type, FlowState state) {

    /** How many windows a message closes at most; those after it close the others. */
    static final int MOST_CLOSED = 1_000;

    void apply(Message<?> message, String key, BiFunction<Optional<S>, Window, S> fold, Consumer<Message<?>> passOn) {
        MessageMetadata metadata = message.metadata();
        long before = state.mark();
        // A message from the future closes nothing.
        long mark = Math.max(before, Math.min(metadata.time().toEpochMilli(), state.now()));
        long start = windows.startOf(metadata.time());
        if (start < windows.firstOpen(mark)) {
            throw new PermanentException("The message of %s is for the window from %s, which is closed"
                    .formatted(metadata.time(), windows.startingAt(start).start()));
        }
        S after = fold.apply(state.get(start, key, type), windows.startingAt(start));
        close(message, before, windows.firstOpen(mark), passOn);
        if (mark > before) {
            state.mark(mark);
        }
        state.put(start, key, after);
        if (!windows.onlyClosed()) {
            passOn.accept(Item.message(message, key, after));
        }
    }

    private void close(Message<?> cause, long before, long firstOpen, Consumer<Message<?>> passOn) {
        long opened = before == Long.MIN_VALUE ? firstOpen : windows.firstOpen(before);
        long from = Math.min(opened, state.closedUntil().orElse(opened));
        if (from < firstOpen) {
            state.close(from, firstOpen, MOST_CLOSED, (start, key, bytes) -> {
                if (windows.onlyClosed()) {
                    String id = "window/" + start + '/' + key;
                    state.effects()
                            .window(
                                    id,
                                    key,
                                    bytes,
                                    () -> passOn.accept(closed(cause.metadata(), id, key, state.decode(bytes, type))));
                }
            });
        }
    }

    /** A window belongs to no single message: it has an id of its own. */
    private static <S extends SpecificRecord> Message<S> closed(MessageMetadata cause, String id, String key, S data) {
        return new Message<>(
                new MessageMetadata(
                        cause.type(), id, cause.source(), key, cause.time(), id, null, cause.place(), cause.headers()),
                data);
    }
}
