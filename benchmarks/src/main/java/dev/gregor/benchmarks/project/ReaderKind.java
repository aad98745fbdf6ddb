package dev.gregor.benchmarks.project;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.gregor.benchmarks.account.Balances;
import dev.gregor.benchmarks.account.DepositsPerSecond;
import dev.gregor.benchmarks.gregor.EmbeddedGregor;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What makes rows of events: Gregor's projections, and what Kafka Streams has for the same. */
enum ReaderKind {
    /** A balance for each account, as an aggregation of Kafka Streams. */
    BARE_TABLE("bare-table"),
    /** A balance for each account, as a projection. */
    TABLE("table"),
    /** A count for each second, as a windowed aggregation of Kafka Streams. */
    BARE_WINDOW("bare-window"),
    /** A count for each second, as a projection. */
    WINDOW("window");

    private final String label;

    ReaderKind(String label) {
        this.label = label;
    }

    Reader start(EmbeddedGregor gregor, String run) {
        return switch (this) {
            case BARE_TABLE -> BareAggregation.table(gregor, run);
            case TABLE -> ProjectedRows.start(gregor, new Balances());
            case BARE_WINDOW -> BareAggregation.window(gregor, run);
            case WINDOW -> ProjectedRows.start(gregor, new DepositsPerSecond());
        };
    }

    /** The same without Gregor; itself if it is that. */
    ReaderKind bare() {
        return this == BARE_TABLE || this == TABLE ? BARE_TABLE : BARE_WINDOW;
    }

    @JsonCreator
    static ReaderKind of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' is no reader; these are: %s".formatted(label, List.of(values()))));
    }

    /** Reads an option. */
    static final class Converter implements ITypeConverter<ReaderKind> {
        @Override
        public ReaderKind convert(String label) {
            try {
                return of(label);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    @JsonValue
    @Override
    public String toString() {
        return label;
    }
}
