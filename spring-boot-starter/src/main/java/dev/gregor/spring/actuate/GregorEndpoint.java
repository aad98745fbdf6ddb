package dev.gregor.spring.actuate;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.failure.TransientException;
import dev.gregor.messaging.letter.LetterGroup;
import dev.gregor.node.Gregor;
import dev.gregor.projection.gateway.ProjectionStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Shows what the node of this process runs. */
@Endpoint(id = "gregor")
final class GregorEndpoint {

    private final Gregor gregor;

    GregorEndpoint(Gregor gregor) {
        this.gregor = gregor;
    }

    /** Answers from memory, but for dead letters. */
    @ReadOperation
    NodeDescriptor node() {
        return new NodeDescriptor(
                gregor.settings().app(),
                gregor.instanceId(),
                gregor.obstacle().orElse(null),
                gregor.warnings(),
                gregor.aggregates().stream().map(AggregateDescriptor::of).toList(),
                gregor.queryGateway().projections().stream()
                        .map(ReadModelDescriptor::of)
                        .toList(),
                deadLetters());
    }

    private @Nullable List<LettersDescriptor> deadLetters() {
        try {
            return gregor.deadLetters().groups().stream()
                    .map(LettersDescriptor::of)
                    .toList();
        } catch (TransientException e) {
            return null;
        }
    }

    /**
     * A node.
     *
     * @param application its name
     * @param instance its id
     * @param obstacle why it is not ready; null if it is
     * @param warnings what needs attention
     * @param aggregates the aggregates
     * @param readModels each build of each read model, as far as it is here
     * @param deadLetters the letters of subscriptions, by what they have in common; null if the brokers do not answer
     */
    record NodeDescriptor(
            String application,
            String instance,
            @Nullable String obstacle,
            List<String> warnings,
            List<AggregateDescriptor> aggregates,
            List<ReadModelDescriptor> readModels,
            @Nullable List<LettersDescriptor> deadLetters) {}

    record AggregateDescriptor(String type, List<String> commands) {

        static AggregateDescriptor of(AggregateDefinition<?> definition) {
            return new AggregateDescriptor(
                    definition.type(),
                    definition.commands().stream()
                            .map(CommandDefinition::type)
                            .map(String::valueOf)
                            .sorted()
                            .toList());
        }
    }

    record ReadModelDescriptor(
            String name,
            int version,
            String build,
            String role,
            String state,
            int partitions,
            long applied,
            long lag,
            double progress,
            int parked,
            @Nullable String obstacle) {

        static ReadModelDescriptor of(ProjectionStatus status) {
            return new ReadModelDescriptor(
                    status.name(),
                    status.version(),
                    status.build().id().toString(),
                    status.build().role().name(),
                    status.state().name(),
                    status.partitions(),
                    status.applied(),
                    status.lag(),
                    status.progress(),
                    status.parked(),
                    status.obstacle() == null ? null : status.obstacle().text());
        }
    }

    record LettersDescriptor(
            String subscription, String exception, String type, long count, Instant first, Instant last) {

        static LettersDescriptor of(LetterGroup group) {
            return new LettersDescriptor(
                    group.subscription(), group.exception(), group.type(), group.count(), group.first(), group.last());
        }
    }
}
