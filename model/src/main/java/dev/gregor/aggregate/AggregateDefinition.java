package dev.gregor.aggregate;

import dev.gregor.message.MessageType;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The checked definition of one aggregate type: its name, its commands and its events. Immutable; thread-safe if the
 * functions of the user are.
 *
 * @param <S> the class of the state
 */
public final class AggregateDefinition<S extends SpecificRecord> {

    private final String type;
    private final MessageSchema<S> state;
    private final int stateVersion;
    private final Map<Class<?>, CommandDefinition<S, ?>> commands;
    private final Map<Class<?>, EventDefinition<S, ?>> events;
    private final Map<String, RecordedEvent> recorded;
    private final Map<String, CommandDefinition<S, ?>> commandsByType = new TreeMap<>();
    private final Map<String, EventDefinition<S, ?>> eventsByType = new TreeMap<>();

    AggregateDefinition(
            String type,
            MessageSchema<S> state,
            int stateVersion,
            Map<Class<?>, CommandDefinition<S, ?>> commands,
            Map<Class<?>, EventDefinition<S, ?>> events,
            Map<String, RecordedEvent> recorded) {
        this.type = type;
        this.state = state;
        this.stateVersion = stateVersion;
        this.recorded = recorded;
        this.commands = new LinkedHashMap<>(commands);
        this.events = new LinkedHashMap<>(events);
        commands.values().forEach(each -> commandsByType.put(each.type().toString(), each));
        events.values().forEach(each -> eventsByType.put(each.type().toString(), each));
    }

    /** The aggregate type, such as {@code user}. */
    public String type() {
        return type;
    }

    /** The class of the state. */
    public Class<S> stateClass() {
        return state.messageClass();
    }

    /** The schema of the state. */
    public Schema stateSchema() {
        return state.schema();
    }

    /** The version of the state: what is kept of a state under another version does not count. */
    public int stateVersion() {
        return stateVersion;
    }

    /** The commands, in the order of their definition. */
    public Collection<CommandDefinition<S, ?>> commands() {
        return commands.values();
    }

    /** The events, in the order of their definition. */
    public Collection<EventDefinition<S, ?>> events() {
        return events.values();
    }

    /** The command of the given full logical type, such as {@code user.register.v1}. */
    public Optional<CommandDefinition<S, ?>> command(String logicalType) {
        return Optional.ofNullable(commandsByType.get(logicalType));
    }

    /** The command of an action, {@code register.v1}, or of its newest major version, {@code register}. */
    public Optional<CommandDefinition<S, ?>> commandOf(String action) {
        return commands.values().stream()
                .filter(each -> action.equals(each.type().action())
                        || action.equals(each.type().versionedAction()))
                .max((a, b) -> a.type().compareTo(b.type()));
    }

    /**
     * The definition of the command that this record carries.
     *
     * @throws IllegalArgumentException if the aggregate has no command of this class
     */
    public CommandDefinition<S, ?> commandOf(SpecificRecord data) {
        CommandDefinition<S, ?> definition = commands.get(data.getClass());
        if (definition == null) {
            throw new IllegalArgumentException("Aggregate '%s' has no command %s, only %s"
                    .formatted(
                            type,
                            data.getClass().getName(),
                            DefinitionBuilder.simpleNames(commands.values().stream()
                                    .map(CommandDefinition::messageClass)
                                    .toList())));
        }
        return definition;
    }

    /** The event of the given full logical type, such as {@code user.registered.v1}. */
    public Optional<EventDefinition<S, ?>> event(String logicalType) {
        return Optional.ofNullable(eventsByType.get(logicalType));
    }

    /** Everything that the events topic may hold: the events, what they were called before, and their older forms. */
    public Collection<RecordedEvent> recordedEvents() {
        return recorded.values();
    }

    /** The logical types that events recorded under the given one have today; empty if nothing is recorded under it. */
    public Set<MessageType> currentTypes(MessageType recordedType) {
        RecordedEvent found = recorded.get(recordedType.toString());
        Set<MessageType> types = new HashSet<>();
        if (found != null) {
            events.forEach((messageClass, event) -> {
                if (found.becomes().contains(messageClass)) {
                    types.add(event.type());
                }
            });
        }
        return types;
    }

    /**
     * The definition of the event that this record carries.
     *
     * @throws DefinitionException if the aggregate does not evolve by records of this class
     */
    public EventDefinition<S, ?> eventOf(SpecificRecord event) {
        EventDefinition<S, ?> definition = events.get(event.getClass());
        if (definition == null) {
            throw notEvolvedBy(event.getClass());
        }
        return definition;
    }

    private DefinitionException notEvolvedBy(Class<?> event) {
        return recorded.values().stream()
                .filter(each -> each.messageClass() == event)
                .findFirst()
                .map(old -> new DefinitionException(
                        "Aggregate '%s' has replaced %s, recorded as '%s', by an upcast; take the events that it becomes, or givenOld(\"%s\", ...) in a test"
                                .formatted(type, event.getName(), old.type(), old.type())))
                .orElseGet(() -> new DefinitionException(
                        "Aggregate '%s' does not evolve by %s, only by %s; add event(...) for it"
                                .formatted(
                                        type,
                                        event.getName(),
                                        DefinitionBuilder.simpleNames(events.values().stream()
                                                .map(EventDefinition::messageClass)
                                                .toList()))));
    }

    /**
     * Decides a command.
     *
     * @param state the state; null if the aggregate does not exist
     * @throws DefinitionException if the command is none of this aggregate's, or the decision holds an event that the
     *     command does not declare to emit
     */
    public Decision decide(@Nullable S state, SpecificRecord command, CommandContext context) {
        CommandDefinition<S, ?> definition = commands.get(command.getClass());
        if (definition == null) {
            throw new DefinitionException("Aggregate '%s' does not handle %s"
                    .formatted(type, command.getClass().getName()));
        }
        Decision decision = decide(definition, state, command, context);
        if (decision instanceof Decision.Accepted accepted) {
            accepted.events().forEach(event -> requireDeclared(definition, event));
        }
        return decision;
    }

    /** Folds one event, decided at the given time, into the aggregate. */
    public AggregateState<S> evolve(String aggregateId, AggregateState<S> before, SpecificRecord event, Instant time) {
        return evolve(aggregateId, before, List.of(event), time);
    }

    /**
     * Folds one recorded event into the aggregate, whose version grows by one.
     *
     * @param current what the recorded event is today, see {@link RecordedEvent#upcast}
     */
    public AggregateState<S> evolve(
            String aggregateId, AggregateState<S> before, List<SpecificRecord> current, Instant time) {
        EventContext context = new EventContext(aggregateId, before.version() + 1, time);
        S after = before.state();
        for (SpecificRecord event : current) {
            after = evolve(eventOf(event), after, event, context);
        }
        return new AggregateState<>(context.version(), time, after);
    }

    private static <S extends SpecificRecord, C extends SpecificRecord> Decision decide(
            CommandDefinition<S, C> definition, @Nullable S state, SpecificRecord command, CommandContext context) {
        return definition.decide().decide(state, definition.messageClass().cast(command), context);
    }

    private static <S extends SpecificRecord, E extends SpecificRecord> @Nullable S evolve(
            EventDefinition<S, E> definition, @Nullable S state, SpecificRecord event, EventContext context) {
        return definition.evolve().evolve(state, definition.messageClass().cast(event), context);
    }

    private void requireDeclared(CommandDefinition<S, ?> command, SpecificRecord event) {
        if (!command.emits().contains(event.getClass())) {
            throw new DefinitionException("Command '%s' led to %s but declares %s; add the class to its command(...)"
                    .formatted(
                            command.type(),
                            event.getClass().getName(),
                            DefinitionBuilder.simpleNames(command.emits())));
        }
    }
}
