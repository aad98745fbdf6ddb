package dev.gregor.benchmarks.messaging;

/** Who publishes, or is subscribed. */
enum Side {
    GREGOR,
    BARE,
    SPRING;

    @Override
    public String toString() {
        return switch (this) {
            case GREGOR -> "Gregor";
            case BARE -> "bare";
            case SPRING -> "Spring Kafka";
        };
    }
}
