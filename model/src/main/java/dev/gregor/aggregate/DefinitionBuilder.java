package dev.gregor.aggregate;

import dev.gregor.avro.record.GeneratedClasses;
import dev.gregor.message.MessageType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Gathers what an {@link AggregateRoot} declares, and refuses what cannot work. */
final class DefinitionBuilder<S extends SpecificRecord> {

    private final Class<?> owner;
    private final String type;
    private final Class<S> stateClass;
    private final Map<Class<?>, CommandDefinition<S, ?>> commands = new LinkedHashMap<>();
    private final Map<Class<?>, EventDefinition<S, ?>> events = new LinkedHashMap<>();
    private final Map<MessageType, Class<?>> types = new LinkedHashMap<>();
    private int stateVersion = 1;
    private final UpcastGraph evolution = new UpcastGraph(this::invalid);

    DefinitionBuilder(Class<?> owner, String type, Class<S> stateClass) {
        this.owner = owner;
        this.type = type;
        this.stateClass = stateClass;
    }

    <C extends SpecificRecord> void command(
            String action, Class<C> message, Decide<S, C> decide, Set<Class<? extends SpecificRecord>> emits) {
        refuse(commands.containsKey(message), "handles " + message.getName() + " twice; keep one command(...) for it");
        MessageType name = claim(action, message);
        commands.put(message, new CommandDefinition<>(name, message, schema(message), decide, emits));
    }

    <E extends SpecificRecord> void event(String action, Class<E> message, Evolve<S, E> evolve) {
        refuse(events.containsKey(message), "evolves by " + message.getName() + " twice; keep one event(...) for it");
        MessageType name = claim(action, message);
        MessageSchema<E> messageSchema = new MessageSchema<>(message, schema(message));
        events.put(message, new EventDefinition<>(name, message, messageSchema.schema(), evolve));
        evolution.event(name, messageSchema);
    }

    void upcast(String action, Upcast<?> upcast) {
        Class<? extends SpecificRecord> old = upcast.old();
        evolution.upcast(claim(action, old), new MessageSchema<>(old, schema(old)), upcast);
    }

    void renamed(String action, Class<? extends SpecificRecord> event) {
        evolution.renamed(claim(action, event), event);
    }

    void stateVersion(int version) {
        refuse(version < 1, "has version " + version + " of its state; expected 1 or more");
        stateVersion = version;
    }

    AggregateDefinition<S> build() {
        refuse(commands.isEmpty(), "handles no command; add command(\"<action>.v1\", ...) to its constructor");
        refuse(events.isEmpty(), "evolves by no event; add event(\"<action>.v1\", ...) to its constructor");
        commands.values().forEach(this::checkEmits);
        commands.replaceAll(
                (message, command) -> command.emits().isEmpty() ? command.emitting(eventClasses()) : command);
        return new AggregateDefinition<>(
                type,
                new MessageSchema<>(stateClass, schema(stateClass)),
                stateVersion,
                commands,
                events,
                evolution.recorded());
    }

    private Set<Class<? extends SpecificRecord>> eventClasses() {
        return events.values().stream().map(EventDefinition::messageClass).collect(Collectors.toUnmodifiableSet());
    }

    private void checkEmits(CommandDefinition<S, ?> command) {
        for (Class<?> emitted : command.emits()) {
            refuse(
                    !events.containsKey(emitted),
                    "emits %s on '%s' but does not evolve by it; add event(\"<action>.v1\", %s.class, ...)"
                            .formatted(emitted.getName(), command.type(), emitted.getSimpleName()));
        }
    }

    private MessageType claim(String action, Class<?> message) {
        MessageType name = parse(action);
        @Nullable Class<?> taken = types.putIfAbsent(name, message);
        if (taken != null) {
            throw invalid("gives the name '%s' to %s and to %s; give one of them another name or major version"
                    .formatted(name, taken.getName(), message.getName()));
        }
        return name;
    }

    private MessageType parse(String action) {
        try {
            return MessageType.parse(MessageType.requireAggregateType(type), action);
        } catch (IllegalArgumentException e) {
            throw invalid("has a name that cannot be: " + e.getMessage());
        }
    }

    private Schema schema(Class<? extends SpecificRecord> message) {
        try {
            return GeneratedClasses.schema(message);
        } catch (RuntimeException | ExceptionInInitializerError e) {
            throw invalid("uses %s, whose Avro schema cannot be read (%s); generate the class with avro-maven-plugin"
                    .formatted(message.getName(), e.getMessage()));
        }
    }

    private void refuse(boolean mistake, String problem) {
        if (mistake) {
            throw invalid(problem);
        }
    }

    private DefinitionException invalid(String problem) {
        return new DefinitionException("Aggregate " + owner.getName() + " " + problem);
    }

    static Set<String> simpleNames(Iterable<? extends Class<?>> classes) {
        Set<String> names = new TreeSet<>();
        classes.forEach(each -> names.add(each.getSimpleName()));
        return names;
    }
}
