package dev.gregor.write;

/** The names of the sinks of one aggregate type's sub-topology. */
record SinkNames(String events, String replies, String deadLetters, String state) {

    static SinkNames of(String aggregateType) {
        return new SinkNames(
                aggregateType + "-to-events",
                aggregateType + "-to-replies",
                aggregateType + "-to-dead-letters",
                aggregateType + "-to-state");
    }
}
