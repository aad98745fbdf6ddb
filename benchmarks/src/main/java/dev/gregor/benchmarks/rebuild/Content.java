package dev.gregor.benchmarks.rebuild;

/**
 * What was written before anything is measured.
 *
 * @param history how the events came to be
 * @param aggregates how many there are
 * @param events how many there are, over all aggregates
 */
record Content(History history, int aggregates, int events) {

    /** Refuses aggregates without an event. */
    Content {
        if (aggregates < 1 || aggregates > events) {
            throw new IllegalArgumentException(
                    "aggregates is %,d and events %,d; give one aggregate at least, and one event at least for each"
                            .formatted(aggregates, events));
        }
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
        return "%s, %,d aggregates, %,d events".formatted(history, aggregates, events);
    }
}
