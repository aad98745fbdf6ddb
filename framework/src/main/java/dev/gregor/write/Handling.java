package dev.gregor.write;

/**
 * What becomes of one command, computed in full before anything is written.
 *
 * @param outcome the encoded outcome, the value of the reply
 * @param replayed whether an earlier command with the same id had it
 * @param write writes events, state and outcome, or the dead letter; nothing for a replay
 */
record Handling(byte[] outcome, boolean replayed, Runnable write) {

    static Handling replay(byte[] outcome) {
        return new Handling(outcome, true, () -> {});
    }

    static Handling of(byte[] outcome, Runnable write) {
        return new Handling(outcome, false, write);
    }

    /** The same, with other writes before its own. */
    Handling after(Runnable earlier) {
        return new Handling(outcome, replayed, () -> {
            earlier.run();
            write.run();
        });
    }
}
