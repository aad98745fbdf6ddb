package dev.gregor.testing.run.rows;

import dev.gregor.message.EventMetadata;
import dev.gregor.projection.parked.ParkedKey;
import dev.gregor.testing.run.EventRecord;
import dev.gregor.testing.run.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Rows, parked events and what led to them as lines of text. */
public final class ReadModelLines<R extends SpecificRecord> {

    /** How many keys of rows are listed. */
    private static final int KEYS = 20;

    private final ReadModelDefinition<R> definition;
    private final ReadModelHistory history;
    private final ReadModel<R> readModel;

    /** An event that changed a row, and the row before. */
    private record RowChange<R>(EventRecord event, @Nullable R before) {}

    /** The lines of a read model after some events. */
    public ReadModelLines(ReadModelDefinition<R> definition, ReadModelHistory history, ReadModel<R> readModel) {
        this.definition = definition;
        this.history = history;
        this.readModel = readModel;
    }

    /** The name of the read model, for messages. */
    public String name() {
        return "projection '" + definition.projection().name() + "'";
    }

    /** The fields of a row. */
    public static List<String> row(@Nullable SpecificRecord row) {
        return row == null ? List.of("no row") : Lines.fields(row);
    }

    /** Rows with their keys. */
    public static List<String> rows(Map<String, ? extends SpecificRecord> rows) {
        return rows.isEmpty()
                ? List.of("no rows")
                : rows.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .flatMap(each -> Lines.block("row '" + each.getKey() + "'", row(each.getValue())).stream())
                        .toList();
    }

    /** An event that is expected to be parked under a key. */
    public static List<String> expectedParked(String key, String partOfReason) {
        return Lines.block("parked under '" + key + "'", List.of("reason containing \"" + partOfReason + '"'));
    }

    /** What is parked under a key. */
    public List<String> parked(String key) {
        return readModel.parked(key).map(ReadModelLines::parked).orElse(List.of("nothing parked under '" + key + "'"));
    }

    private static List<String> parked(ParkedKey parked) {
        return Lines.block("parked under '" + parked.key() + "'", List.of("reason: \"" + parked.reason() + '"'));
    }

    /** Everything that is parked. */
    public List<String> parked() {
        return readModel.parked().isEmpty()
                ? List.of("nothing parked")
                : readModel.parked().stream()
                        .flatMap(each -> parked(each).stream())
                        .toList();
    }

    /** What a reader of a failure about a row wants to know beside the difference. */
    public List<String> circumstances(String key) {
        RowChange<R> last = lastChange(key);
        List<String> lines = new ArrayList<>();
        if (last == null) {
            lines.add("No event changed the row '%s'. %s".formatted(key, keys()));
        } else {
            lines.addAll(Lines.block("The event that changed it last:", event(last.event())));
            lines.addAll(Lines.block("The row '" + key + "' before:", row(last.before())));
        }
        lines.addAll(whatIsParked());
        return lines;
    }

    /** What a reader of a failure about parked events wants to know beside the difference. */
    public List<String> circumstancesOfParked() {
        List<String> lines = new ArrayList<>();
        for (ParkedKey parked : readModel.parked()) {
            history.events().stream()
                    .filter(each -> each.metadata().id().equals(parked.event()))
                    .forEach(each -> lines.addAll(
                            Lines.block("The event that is parked under '" + parked.key() + "':", event(each))));
        }
        lines.add(keys());
        return lines;
    }

    private List<String> whatIsParked() {
        return readModel.parked().isEmpty() ? List.of() : parked();
    }

    private String keys() {
        if (readModel.rows().isEmpty()) {
            return "There are no rows.";
        }
        String keys = readModel.rows().keySet().stream()
                .limit(KEYS)
                .map(key -> "'" + key + "'")
                .collect(Collectors.joining(", "));
        return "There are %d rows: %s%s"
                .formatted(readModel.rows().size(), keys, readModel.rows().size() > KEYS ? ", …" : "");
    }

    private static List<String> event(EventRecord event) {
        EventMetadata metadata = event.metadata();
        String title = "%s of %s/%s at version %d, time %s"
                .formatted(
                        metadata.type(),
                        metadata.type().aggregateType(),
                        metadata.aggregateId(),
                        metadata.version(),
                        metadata.time());
        return Lines.block(title, Lines.fields(event.data()));
    }

    /** Computes the read model again, event by event. */
    private @Nullable RowChange<R> lastChange(String key) {
        @Nullable RowChange<R> last = null;
        try (ReadModelDriver<R> driver = definition.driver(definition.projection(), history.clock())) {
            @Nullable R row = null;
            for (EventRecord event : history.events()) {
                driver.happens(event);
                @Nullable R after = driver.row(key);
                if (!Objects.equals(row, after)) {
                    last = new RowChange<>(event, row);
                }
                row = after;
            }
        }
        return last;
    }
}
