package dev.gregor.messaging.subscribe.run;

import dev.gregor.write.deadletter.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a worker does with a lane. The outcomes are the polling thread's once it is done. */
final class Run extends FutureTask<Void> {

    /** After which a worker tells what it has done, and does no more of a lane for now. */
    private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    final Lane lane;
    /** Whether it is about the first dead letter of the lane. */
    final boolean letter;

    private final List<Outcome> outcomes;
    private @Nullable Throwable unexpected;

    private Run(Lane lane, boolean letter, List<Outcome> outcomes, Runnable work) {
        super(work, null);
        this.lane = lane;
        this.letter = letter;
        this.outcomes = outcomes;
    }

    /** Handles records one after the other, up to the first one that fails. */
    static Run of(Lane lane, List<Received> records, Function<Received, Outcome> handling) {
        List<Outcome> outcomes = new ArrayList<>(records.size());
        return new Run(lane, false, outcomes, () -> handle(lane, records, handling, outcomes));
    }

    /** Handles the first dead letter. */
    static Run ofLetter(Lane lane, Supplier<Outcome> handling) {
        List<Outcome> outcomes = new ArrayList<>(1);
        return new Run(lane, true, outcomes, () -> outcomes.add(handling.get()));
    }

    /** That of the handler, or any other, out of memory included: it is kept without the need for more. */
    @Override
    protected void setException(Throwable failure) {
        unexpected = failure;
        super.setException(failure);
    }

    /** Those of the first records, once it is done; of all but the last they are done. An exception is a failure of the last. */
    List<Outcome> outcomes() {
        Throwable failure = unexpected;
        if (failure != null) {
            unexpected = null;
            outcomes.add(new Outcome.Failed(DeadLetters.printable(failure), false));
        }
        return outcomes;
    }

    private static void handle(
            Lane lane, List<Received> records, Function<Received, Outcome> handling, List<Outcome> outcomes) {
        long end = System.nanoTime() + LIMIT_NANOS;
        for (Received each : records) {
            if (lane.work.isClosed() || (!outcomes.isEmpty() && System.nanoTime() > end)) {
                return;
            }
            Outcome outcome = handling.apply(each);
            outcomes.add(outcome);
            if (!(outcome instanceof Outcome.Done)) {
                return;
            }
        }
    }
}
