package dev.gregor.projection.parked;

import dev.gregor.failure.TransientException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request to go on with the parked events of a key, made by any thread and done by the one that owns them: some events each
 * time, because a transaction must not take long.
 */
final class ParkingRequest {

    private static final int EVENTS_EACH_TIME = 1000;

    private final String key;
    private final @Nullable String discarded;
    private final CompletableFuture<ParkingAnswer> answer = new CompletableFuture<>();
    private ParkingAnswer soFar = ParkingAnswer.NOTHING;
    private boolean ended;

    private ParkingRequest(String key, @Nullable String discarded) {
        this.key = key;
        this.discarded = discarded;
    }

    static ParkingRequest retry(String key) {
        return new ParkingRequest(key, null);
    }

    /** Throws the first event away, if it is still this one, and retries those behind it. */
    static ParkingRequest discard(String key, String eventId) {
        return new ParkingRequest(key, eventId);
    }

    CompletableFuture<ParkingAnswer> answer() {
        return answer;
    }

    /** Goes on in this transaction; the predicate applies the first event of a key, if that is possible, and the
     * consumer is told which event is thrown away. */
    void goOn(ParkedStore store, Predicate<String> appliesFirst, Consumer<ParkedEvent> onDiscard) {
        discard(store, onDiscard);
        for (int i = 0; i < EVENTS_EACH_TIME && !ended; i++) {
            ended = !store.holds(key) || !appliesFirst.test(key);
            soFar = ended ? leaving(store) : soFar.plus(ParkingAnswer.APPLIED);
        }
    }

    private void discard(ParkedStore store, Consumer<ParkedEvent> onDiscard) {
        if (discarded != null && soFar.discarded() == 0 && !ended) {
            if (store.holds(key) && store.first(key).id().equals(discarded)) {
                onDiscard.accept(store.first(key));
                store.removeFirst(key);
                soFar = ParkingAnswer.DISCARDED;
            } else {
                ended = true;
                soFar = leavingOther(store, discarded);
            }
        }
    }

    private ParkingAnswer leaving(ParkedStore store) {
        return soFar.leaving(
                store.count(key), store.holds(key) ? store.first(key).reason() : null);
    }

    private ParkingAnswer leavingOther(ParkedStore store, String wanted) {
        return soFar.leaving(
                store.count(key),
                store.holds(key)
                        ? "The first parked event of '%s' is '%s', not '%s'"
                                .formatted(key, store.first(key).id(), wanted)
                        : null);
    }

    /** Answers if it has ended; to be called when the punctuator runs next, after the commit. */
    boolean isAnswered() {
        if (ended) {
            answer.complete(soFar);
        }
        return ended;
    }

    void fail(ParkedTasks.TaskStore taskStore) {
        answer.completeExceptionally(new TransientException(
                "Partition %d moved away before the parked events of '%s' were done; check the list before you try again"
                        .formatted(taskStore.partition(), key)));
    }
}
