package dev.gregor.write;

import dev.gregor.command.OutcomeRecord;
import java.util.function.Supplier;

/**
 * What becomes of one command, computed in full before anything is written.
 *
 * @param outcome the outcome; throws if an earlier one cannot be read
 * @param encoded the same encoded, the value of the reply
 * @param replayed whether an earlier command with the same id had it
 * @param write writes events, state and outcome, or the dead letter; nothing for a replay
 */
record CommandEffects(Supplier<OutcomeRecord> outcome, byte[] encoded, boolean replayed, Runnable write) {

    static CommandEffects replay(Supplier<OutcomeRecord> outcome, byte[] encoded) {
        return new CommandEffects(outcome, encoded, true, () -> {});
    }

    static CommandEffects of(OutcomeRecord outcome, byte[] encoded, Runnable write) {
        return new CommandEffects(() -> outcome, encoded, false, write);
    }

    /** The same, with other writes before its own. */
    CommandEffects after(Runnable earlier) {
        return new CommandEffects(outcome, encoded, replayed, () -> {
            earlier.run();
            write.run();
        });
    }
}
