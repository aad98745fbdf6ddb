package dev.gregor.projection.run;

import java.util.function.Predicate;

/** A request at work in the task that owns the events: some of them each turn, for a transaction must not take long. */
final class ParkingWork {

    private static final int EVENTS_AT_ONCE = 1000;

    private final ParkingRequest request;
    private final ParkedStore store;
    private int done;
    private int left;
    private boolean ended;

    ParkingWork(ParkingRequest request, ParkedStore store) {
        this.request = request;
        this.store = store;
    }

    ParkingRequest request() {
        return request;
    }

    /** Goes on in this transaction; the predicate applies the first event of a key, if that is possible. */
    void goOn(Predicate<String> appliesFirst) {
        String key = request.key();
        for (int i = 0; i < EVENTS_AT_ONCE && !ended; i++) {
            ended = !store.holds(key) || !(request.discard() || appliesFirst.test(key));
            if (!ended) {
                store.removeFirst(key);
                done++;
            }
        }
        left = store.count(key);
    }

    /** Answers if it has ended; to be called in the turn after, when the transaction is committed. */
    boolean isAnswered() {
        if (ended) {
            request.answer()
                    .complete(
                            request.discard()
                                    ? new ParkingAnswer(0, done, left)
                                    : new ParkingAnswer(done, 0, left));
        }
        return ended;
    }
}
