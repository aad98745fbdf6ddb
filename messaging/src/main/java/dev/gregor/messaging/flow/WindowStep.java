package dev.gregor.messaging.flow;

import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.flow.Windows.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.avro.specific.SpecificRecord;

/** Folds a message into its window, and closes those whose time has passed. The latest time is kept with them, so that a closed one stays closed. */
record WindowStep<S extends SpecificRecord>(Windows windows, Class<S> type, FlowState state) {

    List<Message<?>> apply(Message<?> message, String key, BiFunction<Optional<S>, Window, S> fold) {
        MessageMetadata metadata = message.metadata();
        long before = state.mark();
        // A message from the future closes nothing.
        long mark = Math.max(before, Math.min(metadata.time().toEpochMilli(), state.now()));
        long start = windows.startOf(metadata.time());
        if (start < windows.firstOpen(mark)) {
            throw new PermanentException("The message of %s is for the window from %s, which is closed"
                    .formatted(metadata.time(), windows.startingAt(start).start()));
        }
        List<Message<?>> passedOn = new ArrayList<>();
        if (mark > before) {
            close(
                    message,
                    before == Long.MIN_VALUE ? windows.firstOpen(mark) : windows.firstOpen(before),
                    mark,
                    passedOn);
            state.mark(mark);
        }
        S after = fold.apply(state.get(start, key, type), windows.startingAt(start));
        state.put(start, key, after);
        if (!windows.onlyClosed()) {
            passedOn.add(Item.message(message, key, after));
        }
        return passedOn;
    }

    private void close(Message<?> cause, long from, long mark, List<Message<?>> passedOn) {
        state.close(from, windows.firstOpen(mark), type, (start, key, closed) -> {
            if (windows.onlyClosed()) {
                passedOn.add(closed(cause.metadata(), start, key, closed));
            }
        });
    }

    /** A window belongs to no single message: it has an id of its own. */
    private static <S extends SpecificRecord> Message<S> closed(MessageMetadata cause, long start, String key, S data) {
        String id = "window/" + start + '/' + key;
        return new Message<>(
                new MessageMetadata(
                        cause.type(), id, cause.source(), key, cause.time(), id, null, cause.place(), cause.headers()),
                data);
    }
}
