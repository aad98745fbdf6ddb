package dev.gregor.node.access;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes an observation of each command, from sending it to its outcome. If observations become spans, the command carries the headers
 * of W3C Trace Context of its span, unless it has a trace already.
 *
 * @param commands sends them
 * @param registry takes the observations
 */
public record ObservedCommands(CommandSender commands, ObservationRegistry registry) implements CommandSender {

    private static final String NAME = "gregor.command.send";

    @Override
    public CompletableFuture<CommandOutcome> send(Command command) {
        Map<String, String> trace = new HashMap<>();
        Observation observation = observation(command, trace);
        try {
            return commands.send(traced(command, trace))
                    .whenComplete((outcome, failure) -> end(observation, outcome, failure));
        } catch (RuntimeException | Error e) {
            end(observation, null, e);
            throw e;
        }
    }

    private static void end(Observation observation, @Nullable CommandOutcome outcome, @Nullable Throwable failure) {
        if (failure != null) {
            observation.error(failure);
        }
        String kind = outcome == null ? "failed" : outcome.getClass().getSimpleName();
        observation
                .lowCardinalityKeyValue("outcome", kind.toLowerCase(Locale.ROOT))
                .stop();
    }

    private Observation observation(Command command, Map<String, String> trace) {
        var context = new SenderContext<Map<String, String>>(
                (carrier, name, value) -> trace.put(name.toLowerCase(Locale.ROOT), value), Kind.PRODUCER);
        context.setCarrier(trace);
        return Observation.createNotStarted(NAME, () -> context, registry)
                .contextualName("send " + command.type())
                .lowCardinalityKeyValue("type", command.type().toString())
                .highCardinalityKeyValue("aggregate.id", command.aggregateId())
                .highCardinalityKeyValue("command.id", command.id())
                .start();
    }

    private static Command traced(Command command, Map<String, String> trace) {
        String parent = trace.get("traceparent");
        return parent == null || command.traceParent() != null
                ? command
                : command.withTrace(parent, trace.get("tracestate"));
    }
}
