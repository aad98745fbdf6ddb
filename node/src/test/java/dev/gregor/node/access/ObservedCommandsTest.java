package dev.gregor.node.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Unknown;
import dev.gregor.message.MessageType;
import dev.gregor.user.Register;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.SenderContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ObservedCommandsTest {

    private static final String SPAN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String OTHER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final Command COMMAND =
            Command.of(MessageType.parse("user.register.v1"), "42", new Register("john", "john@example.com"));

    private final ObservationRegistry registry = ObservationRegistry.create();
    private final List<Command> sent = new ArrayList<>();
    private final List<Observation.Context> ended = new ArrayList<>();
    private final CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
    private final CommandSender commands = new ObservedCommands(
            command -> {
                sent.add(command);
                return outcome;
            },
            registry);

    /** Makes a span of each observation. */
    private static final class Tracing implements ObservationHandler<SenderContext<Object>> {
        @Override
        public void onStart(SenderContext<Object> context) {
            context.getSetter().set(context.getCarrier(), "traceparent", SPAN);
            context.getSetter().set(context.getCarrier(), "tracestate", "vendor=1");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof SenderContext;
        }
    }

    private void observe() {
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                ended.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    @Test
    void anObservationEndsWithTheOutcome() {
        observe();
        commands.send(COMMAND);
        assertThat(ended).isEmpty();

        outcome.complete(new Unknown(COMMAND.id(), "No outcome within 10 s"));

        assertThat(ended).singleElement().satisfies(context -> {
            assertThat(context.getName()).isEqualTo("gregor.command.send");
            assertThat(context.getContextualName()).isEqualTo("send user.register.v1");
            assertThat(context.getLowCardinalityKeyValues())
                    .containsExactlyInAnyOrder(
                            KeyValue.of("type", "user.register.v1"), KeyValue.of("outcome", "unknown"));
            assertThat(context.getHighCardinalityKeyValues())
                    .contains(KeyValue.of("aggregate.id", "42"), KeyValue.of("command.id", COMMAND.id()));
        });
    }

    @Test
    void anObservationEndsWithAFailure() {
        observe();
        commands.send(COMMAND);
        var failure = new IllegalStateException("no outcome");
        outcome.completeExceptionally(failure);
        requireFailed(failure);
    }

    @Test
    void anObservationEndsIfTheCommandIsNotSent() {
        observe();
        var failure = new IllegalStateException("not sent");
        CommandSender broken = new ObservedCommands(
                command -> {
                    throw failure;
                },
                registry);
        assertThatThrownBy(() -> broken.send(COMMAND)).isSameAs(failure);
        requireFailed(failure);
    }

    private void requireFailed(Throwable failure) {
        assertThat(ended).singleElement().satisfies(context -> {
            assertThat(context.getError()).isSameAs(failure);
            assertThat(context.getLowCardinalityKeyValues()).contains(KeyValue.of("outcome", "failed"));
        });
    }

    @Test
    void aCommandCarriesTheTraceOfItsSpan() {
        registry.observationConfig().observationHandler(new Tracing());
        commands.send(COMMAND);
        assertThat(sent).containsExactly(COMMAND.withTrace(SPAN, "vendor=1"));
    }

    @Test
    void aCommandKeepsATraceThatItHas() {
        registry.observationConfig().observationHandler(new Tracing());
        Command traced = COMMAND.withTrace(OTHER, null);
        commands.send(traced);
        assertThat(sent).containsExactly(traced);
    }

    @Test
    void aCommandStaysAsItIsWithoutTracing() {
        observe();
        commands.send(COMMAND);
        assertThat(sent).containsExactly(COMMAND);
    }
}
