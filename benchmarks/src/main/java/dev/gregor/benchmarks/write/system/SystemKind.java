package dev.gregor.benchmarks.write.system;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.benchmarks.store.Store;
import dev.gregor.benchmarks.store.Stores;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The systems that can be compared. */
public enum SystemKind {
    /** A Kafka Streams topology with one store, without ids of commands and without headers. */
    BARE("bare"),
    /** The same with ids of commands. */
    LIMIT("limit"),
    /** Gregor in the process of its caller. */
    GREGOR("gregor"),
    /** Gregor's application, by HTTP. */
    GREGOR_HTTP("gregor-http"),
    /** The same over TLS, by callers with tokens. */
    GREGOR_HTTP_SECURED("gregor-http-secured"),
    /** Gregor's application over HTTP, by many commands in one request. */
    GREGOR_HTTP_BATCH("gregor-http-batch"),
    /** Gregor's application, by HTTP, while many read the events along. */
    GREGOR_HTTP_LIVE("gregor-http-live"),
    /** Gregor in the process of its caller, with two fields of a person in each event. */
    GREGOR_FIELDS("gregor-fields"),
    /** The same, with both sealed. */
    GREGOR_SEALED("gregor-sealed"),
    /** Axon Framework over PostgreSQL. */
    AXON("axon");

    private final String label;

    SystemKind(String label) {
        this.label = label;
    }

    /** Those that do the same: all but those with persons. */
    public static List<SystemKind> withAccounts() {
        return Arrays.stream(values())
                .filter(kind -> kind != GREGOR_FIELDS && kind != GREGOR_SEALED)
                .toList();
    }

    /** Starts it and waits until it takes deposits. */
    public WriteSystem start(Place place) {
        return switch (this) {
            case BARE -> LimitSystem.start(place, LimitCommand.Form.VALUE);
            case LIMIT -> LimitSystem.start(place, LimitCommand.Form.HEADERS);
            case GREGOR -> GregorSystem.start(place);
            case GREGOR_HTTP, GREGOR_HTTP_SECURED, GREGOR_HTTP_BATCH, GREGOR_HTTP_LIVE -> startHttp(place);
            case GREGOR_FIELDS -> PersonSystem.open(place);
            case GREGOR_SEALED -> PersonSystem.sealed(place);
            case AXON -> AxonSystem.start(place);
        };
    }

    private WriteSystem startHttp(Place place) {
        return switch (this) {
            case GREGOR_HTTP_SECURED -> HttpSystem.startSecured(place);
            case GREGOR_HTTP_BATCH -> HttpBatchSystem.start(place);
            case GREGOR_HTTP_LIVE -> HttpSystem.startWithReaders(place);
            default -> HttpSystem.start(place);
        };
    }

    /** What it writes to. */
    public Store store(Stores stores) {
        return needsPostgres() ? stores.requirePostgres() : stores.kafka();
    }

    /** Whether it keeps its events in PostgreSQL. */
    public boolean needsPostgres() {
        return this == AXON;
    }

    /** The system with this label. */
    @JsonCreator
    public static SystemKind of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' is no system; these are: %s".formatted(label, List.of(values()))));
    }

    /** Reads an option. */
    public static final class Converter implements ITypeConverter<SystemKind> {
        @Override
        public SystemKind convert(String label) {
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
