package dev.gregor.testing;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.avro.schema.SchemaRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;

/**
 * Checks in the build, without a broker, that the schemas of a domain go together with all that were accepted before.
 *
 * <pre>{@code
 * SchemaCheck.of(new BankAccount()).against(Path.of("src/test/schemas"));
 * }</pre>
 *
 * <p>The accepted schemas are files in the repository, one for each generation of each message. The test is run once with
 * {@code -Dgregor.schemas.accept=true} to accept a new message or a compatible change, and the new files are committed.
 */
public final class SchemaCheck {

    /** The system property that has new schemas accepted, if they go together with the earlier ones. */
    public static final String ACCEPT = "gregor.schemas.accept";

    private static final String HOW_TO_ACCEPT =
            "run this test once with -D" + ACCEPT + "=true and commit the file that it writes";

    private final AggregateDefinition<?> definition;
    private final SchemaRule rule;

    /** A message, and whether it is still written or only read. */
    private record Message(String kind, String type, Schema schema, boolean isWritten) {}

    private SchemaCheck(AggregateDefinition<?> definition, SchemaRule rule) {
        this.definition = definition;
        this.rule = rule;
    }

    /**
     * A check of the commands and events of an aggregate, by the rule {@link SchemaRule#FULL}.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the definition contradicts itself
     */
    public static SchemaCheck of(AggregateRoot<?> root) {
        return new SchemaCheck(root.definition(), SchemaRule.FULL);
    }

    /** The same by another rule. */
    public SchemaCheck by(SchemaRule newRule) {
        return new SchemaCheck(definition, newRule);
    }

    /**
     * Compares with the accepted schemas in a directory.
     *
     * @throws AssertionError if a schema does not go together with them, with the field and the cure; if it is not accepted
     *     yet; or if an event was accepted that the aggregate can no longer read
     */
    public void against(Path directory) {
        AcceptedSchemas accepted = new AcceptedSchemas(directory);
        List<String> problems = new ArrayList<>();
        messages().forEach(message -> check(message, accepted, problems));
        checkReadable(accepted, problems);
        if (!problems.isEmpty()) {
            throw new AssertionError("Schemas of '" + definition.type() + "' against " + directory + ":\n- "
                    + String.join("\n- ", problems));
        }
    }

    private List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        definition
                .commands()
                .forEach(
                        each -> messages.add(new Message("commands", each.type().toString(), each.schema(), true)));
        definition.recordedEvents().forEach(each -> {
            String type = each.type().toString();
            messages.add(new Message(
                    "events", type, each.schema(), definition.event(type).isPresent()));
        });
        return messages;
    }

    private void check(Message message, AcceptedSchemas accepted, List<String> problems) {
        List<Schema> earlier = accepted.of(message.kind(), message.type());
        List<String> breaks = (message.isWritten() ? rule : rule.ofReaders()).breaks(message.schema(), earlier);
        breaks.forEach(each -> problems.add("'" + message.type() + "': " + each));
        if (breaks.isEmpty() && message.isWritten() && !earlier.contains(message.schema())) {
            if (Boolean.getBoolean(ACCEPT)) {
                accepted.add(message.kind(), message.type(), message.schema());
            } else {
                problems.add("'" + message.type() + "' has a schema that is not accepted yet: " + HOW_TO_ACCEPT);
            }
        }
    }

    private void checkReadable(AcceptedSchemas accepted, List<String> problems) {
        Set<String> unread = new TreeSet<>(accepted.types("events", definition.type()));
        definition.recordedEvents().forEach(each -> unread.remove(each.type().toString()));
        unread.forEach(type -> problems.add("'" + type
                + "' was recorded, but is none of the events any more: add upcast(...) or renamed(...) for it"));
    }
}
