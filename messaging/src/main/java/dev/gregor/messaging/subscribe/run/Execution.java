package dev.gregor.messaging.subscribe.run;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterReader;
import java.util.function.Function;

/** Gives lanes to workers. */
final class Execution {

    private final Workers workers;
    private final Function<Received, Outcome> handling;
    private final LetterReader letters;
    private final Transactions transactions;

    Execution(Workers workers, Function<Received, Outcome> handling, LetterReader letters, Transactions transactions) {
        this.workers = workers;
        this.handling = handling;
        this.letters = letters;
        this.transactions = transactions;
    }

    void run(Lane lane) {
        workers.add(Run.of(lane, lane.nextRun(), this::handle));
    }

    void runLetter(Lane lane, ParkedLetter letter) {
        workers.add(Run.ofLetter(lane, () -> handle(letter)));
    }

    void handOver() {
        workers.handOver();
    }

    boolean isLetterRefused(Place place) {
        return transactions.isLetterRefused(place);
    }

    private Outcome handle(ParkedLetter parked) {
        DeadLetter letter = parked.running();
        try {
            Received received = new Received(letters.read(letter), letter.place());
            parked.read(received);
            LetterReader.requireWhole(received.record());
            return handle(received);
        } catch (TransientException e) {
            return new Outcome.Down(e);
        } catch (PermanentException e) {
            return new Outcome.Failed(e, true);
        }
    }

    /** An event whose effects were refused is not handled again: they would be refused again, and everything else with them. */
    private Outcome handle(Received received) {
        Throwable refusal = transactions.refusal(received.place());
        if (refusal != null) {
            return new Outcome.Failed(
                    new PermanentException(
                            "What the handler of the event at %s published was refused: %s"
                                    .formatted(received.place(), refusal),
                            refusal),
                    true);
        }
        return handling.apply(received);
    }
}
