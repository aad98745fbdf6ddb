package dev.gregor.write;

/**
 * What becomes of one command, computed in full before anything is written.
 *
 * @param outcome the encoded outcome, the value of the reply
 * @param replayed whether an earlier command with the same id had it
 * @param write writes events, state and outcome, or the dead letter; nothing for a replay
 */
record CommandEffects(byte[] outcome, boolean replayed, Runnable write) {

    static CommandEffects replay(byte[] outcome) {
        return new CommandEffects(outcome, true, () -> {});
    }

    static CommandEffects of(byte[] outcome, Runnable write) {
        return new CommandEffects(outcome, false, write);
    }

    /** The same, with other writes before its own. */
    CommandEffects after(Runnable earlier) {
        return new CommandEffects(outcome, replayed, () -> {
            earlier.run();
            write.run();
        });
    }
}
