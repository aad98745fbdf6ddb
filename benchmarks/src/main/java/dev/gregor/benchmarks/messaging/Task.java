package dev.gregor.benchmarks.messaging;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;

/** What is measured. */
enum Task {
    PUBLISH(Side.BARE),
    SUBSCRIBE(Side.BARE),
    LATENCY(Side.BARE),
    FAILURES(Side.SPRING);

    private final Side beside;

    Task(Side beside) {
        this.beside = beside;
    }

    /** Who takes part, in turns. */
    List<Side> sides(int round) {
        return round % 2 == 0 ? List.of(Side.GREGOR, beside) : List.of(beside, Side.GREGOR);
    }

    /** By its name, as in {@code publish}. */
    static final class Converter implements ITypeConverter<Task> {

        /** Made by picocli. */
        Converter() {}

        @Override
        public Task convert(String name) {
            return Task.valueOf(name.toUpperCase(Locale.ROOT));
        }
    }
}
