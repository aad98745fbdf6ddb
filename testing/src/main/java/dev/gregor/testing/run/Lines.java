package dev.gregor.testing.run;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Messages, decisions and states as lines of text: the logical type, then one line for each field. */
public final class Lines {

    private static final String INDENT = "  ";

    private final AggregateDefinition<?> definition;

    Lines(AggregateDefinition<?> definition) {
        this.definition = definition;
    }

    /** A decision with its events. */
    public List<String> decision(Decision decision) {
        return decision.match(
                accepted -> events(accepted.events()),
                rejected -> rejection(rejected.code(), "detail: \"" + rejected.detail() + '"'));
    }

    private List<String> events(List<SpecificRecord> events) {
        return events.isEmpty()
                ? List.of("accepted without events")
                : events.stream()
                        .flatMap(each -> block(eventType(each), fields(each)).stream())
                        .toList();
    }

    /** A rejection of which a part of the detail is expected; none if that is empty. */
    public static List<String> expectedRejection(String code, String partOfDetail) {
        return partOfDetail.isEmpty() ? rejection(code) : rejection(code, "detail containing \"" + partOfDetail + '"');
    }

    /** What a reader of a failure wants to know beside the difference. */
    public List<String> circumstances(Execution<?> step) {
        List<String> lines =
                new ArrayList<>(block("The command:", block(commandType(step.command()), fields(step.command()))));
        String where = "The state before, of %s/%s at version %d, time %s:"
                .formatted(
                        definition.type(),
                        step.before().aggregateId(),
                        step.before().version(),
                        step.before().now());
        lines.addAll(block(where, state(step.before().state())));
        return lines;
    }

    /** What has happened before any command. */
    public List<String> history(TestState<?> state) {
        List<String> events = state.today().isEmpty() ? List.of("no events") : events(state.today());
        String title = "The events of %s/%s up to version %d:"
                .formatted(definition.type(), state.aggregateId(), state.version());
        return block(title, events);
    }

    /** The logical type of a command. */
    public String commandType(SpecificRecord command) {
        return definition.commands().stream()
                .filter(each -> each.messageClass() == command.getClass())
                .map(each -> each.type().toString())
                .findFirst()
                .orElse(command.getClass().getName());
    }

    String eventType(SpecificRecord event) {
        return definition.events().stream()
                .filter(each -> each.messageClass() == event.getClass())
                .map(each -> each.type().toString())
                .findFirst()
                .orElse(event.getClass().getName());
    }

    /** The fields of a state. */
    public static List<String> state(@Nullable SpecificRecord state) {
        return state == null ? List.of("no state") : fields(state);
    }

    /** The fields of a record. */
    public static List<String> fields(IndexedRecord record) {
        GenericData model =
                record instanceof SpecificRecord ? SpecificData.getForClass(record.getClass()) : GenericData.get();
        return record.getSchema().getFields().stream()
                .map(field -> field.name() + ": " + model.toString(record.get(field.pos())))
                .toList();
    }

    private static List<String> rejection(String code, String... details) {
        return block("rejected as " + code, List.of(details));
    }

    /** Lines under a title. */
    public static List<String> block(String title, List<String> lines) {
        return Stream.concat(Stream.of(title), lines.stream().map(INDENT::concat))
                .toList();
    }
}
