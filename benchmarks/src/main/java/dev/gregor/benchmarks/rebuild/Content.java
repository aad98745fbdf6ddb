package dev.gregor.benchmarks.rebuild;

/**
 * What was written before anything is measured.
 *
 * @param history how the events came to be
 * @param shape how they are shared
 * @param aggregates how many there are
 * @param events how many there are, over all aggregates
 */
record Content(History history, Shape shape, int aggregates, int events) {

    /** Refuses aggregates without an event, and a command with many events that would have to be sent. */
    Content {
        if (history == History.NEW && shape == Shape.ONE_COMMAND) {
            throw new IllegalArgumentException(
                    "each command that is sent leads to one event; for shape %s give history old or recent"
                            .formatted(shape));
        }
        if (aggregates < 1 || aggregates > events) {
            throw new IllegalArgumentException(
                    "aggregates is %,d and events %,d; give one aggregate at least, and one event at least for each"
                            .formatted(aggregates, events));
        }
    }

    /** The same events, shared otherwise. */
    Content with(Shape other) {
        return new Content(history, other, other == Shape.AGGREGATES ? aggregates : 1, events);
    }

    /** The number of the command of an event, by its own. */
    int command(int number) {
        return shape == Shape.ONE_COMMAND ? 0 : number;
    }

    /** The account of an event, by its number from 0. */
    String account(int number) {
        return "account-" + number % aggregates;
    }

    /** The version of the account with that event. */
    long version(int number) {
        return 1L + number / aggregates;
    }

    @Override
    public String toString() {
        return "%s, %s, %,d aggregates, %,d events".formatted(history, shape, aggregates, events);
    }
}
