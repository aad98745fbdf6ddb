package dev.gregor.app.http.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.command.Command;
import dev.gregor.json.AvroJson;
import dev.gregor.json.InvalidFieldException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/** Makes commands of what requests say. */
public final class CommandParser {

    private final Api api;

    /** Reads commands of these aggregates. */
    public CommandParser(Api api) {
        this.api = api;
    }

    /**
     * What a request is for.
     *
     * @param aggregateType the type of the aggregate
     * @param aggregateId the id of the aggregate, which has been checked
     * @param action the action or, with its version or in full, the type of the command
     * @param caller who asks
     */
    public record Target(String aggregateType, String aggregateId, String action, Caller caller) {}

    /** The command; throws a {@link Problem} for a target that there is not or not for the caller, or what is malformed. */
    public Command command(Target target, HeaderLines headers, Supplier<JsonNode> data) {
        AggregateDefinition<?> aggregate = api.aggregate(target.aggregateType());
        CommandDefinition<?, ?> definition = definition(aggregate, target.action());
        Caller caller = target.caller();
        caller.requireCommand(definition.type(), target.aggregateId());
        return RequestHeaders.command(
                        headers, aggregate, definition.type(), target.aggregateId(), data(definition, data.get()))
                .withActor(caller.name());
    }

    private static CommandDefinition<?, ?> definition(AggregateDefinition<?> aggregate, String action) {
        return named(aggregate, action)
                .or(() -> named(aggregate, withoutAggregate(aggregate, action)))
                .orElseThrow(() -> Problem.unknown(
                        ProblemType.UNKNOWN_ACTION,
                        "action of " + aggregate.type(),
                        action,
                        actions(aggregate.commands())));
    }

    private static Optional<CommandDefinition<?, ?>> named(AggregateDefinition<?> aggregate, String action) {
        return aggregate.commandOf(action).map(found -> found);
    }

    private static String withoutAggregate(AggregateDefinition<?> aggregate, String type) {
        String prefix = aggregate.type() + '.';
        return type.startsWith(prefix) ? type.substring(prefix.length()) : type;
    }

    private static Set<String> actions(Collection<? extends CommandDefinition<?, ?>> commands) {
        Set<String> actions = new LinkedHashSet<>();
        commands.forEach(each -> actions.add(each.type().action()));
        return actions;
    }

    private static SpecificRecord data(CommandDefinition<?, ?> definition, JsonNode data) {
        try {
            return AvroJson.read(definition.messageClass(), data);
        } catch (InvalidFieldException e) {
            throw Problem.invalid(e);
        }
    }
}
