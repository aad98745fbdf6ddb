package dev.gregor.aggregate;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a user subclasses to define an aggregate: the commands it decides and the events it evolves by.
 *
 * <pre>{@code
 * public final class BankAccount extends AggregateRoot<AccountState> {
 *
 *     public BankAccount() {
 *         super("bank-account", AccountState.class);
 *         command("open.v1", Open.class, this::open, Opened.class);
 *         event("opened.v1", Opened.class, this::opened);
 *     }
 *
 *     private Decision open(@Nullable AccountState account, Open command) {
 *         return account == null
 *                 ? Decision.events(new Opened(command.getOwner()))
 *                 : Decision.reject("already-open", "The account belongs to " + account.getOwner());
 *     }
 *
 *     private AccountState opened(@Nullable AccountState account, Opened event) {
 *         return new AccountState(event.getOwner(), 0L);
 *     }
 * }
 * }</pre>
 *
 * <p>A subclass holds no state of its own: one instance serves every aggregate of the type, from several threads. To be
 * found by the application it has a public constructor without parameters and is listed in
 * {@code META-INF/services/dev.gregor.aggregate.AggregateRoot}.
 *
 * @param <S> the class of the state, generated from an Avro schema
 */
public abstract class AggregateRoot<S extends SpecificRecord> {

    private final DefinitionBuilder<S> builder;
    private @Nullable AggregateDefinition<S> definition;

    /**
     * Starts the definition.
     *
     * @param type the aggregate type, {@code [a-z][a-z0-9-]{0,62}}; it names the topics
     * @param state the class of the state
     */
    protected AggregateRoot(String type, Class<S> state) {
        this.builder = new DefinitionBuilder<>(getClass(), type, state);
    }

    /**
     * Adds a command whose decision needs no context.
     *
     * @param action the action with its major version, such as {@code open.v1}
     * @param command the class that carries it
     * @param decide the decision, of the state (null if the aggregate does not exist) and the command
     * @param emits the events that it may lead to
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    protected final <C extends SpecificRecord> void command(
            String action,
            Class<C> command,
            BiFunction<@Nullable S, C, Decision> decide,
            Class<? extends SpecificRecord>... emits) {
        builder.command(action, command, (state, message, context) -> decide.apply(state, message), Set.of(emits));
    }

    /** Adds a command whose decision needs the id, the time or another part of the context. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    protected final <C extends SpecificRecord> void command(
            String action, Class<C> command, Decide<S, C> decide, Class<? extends SpecificRecord>... emits) {
        builder.command(action, command, decide, Set.of(emits));
    }

    /**
     * Adds an event whose fold needs no context.
     *
     * @param action the action with its major version, such as {@code opened.v1}
     * @param event the class that carries it
     * @param evolve the state after the event, of the state before (null if the aggregate did not exist) and the event
     */
    protected final <E extends SpecificRecord> void event(
            String action, Class<E> event, BiFunction<@Nullable S, E, @Nullable S> evolve) {
        builder.event(action, event, (state, message, context) -> evolve.apply(state, message));
    }

    /** Adds an event whose fold needs the id, the version or the time. */
    protected final <E extends SpecificRecord> void event(String action, Class<E> event, Evolve<S, E> evolve) {
        builder.event(action, event, evolve);
    }

    /**
     * Says what an event is today that the aggregate no longer evolves by. Applied wherever events are read; what is
     * recorded stays as it is. What it becomes may itself be an older form with an upcast of its own.
     *
     * @param action the action with the major version that it is recorded under, such as {@code opened.v1}
     * @param old the class that carries the old event
     * @param now the class of what it is today
     * @param upcast makes the one of the other; must be pure
     */
    protected final <O extends SpecificRecord, N extends SpecificRecord> void upcast(
            String action, Class<O> old, Class<N> now, Function<O, N> upcast) {
        builder.upcast(action, new Upcast<>(old, event -> List.of(upcast.apply(event)), Set.of(now)));
    }

    /**
     * Says which events an old one is today: several, which happen in this order at the one version of the old one, or none
     * if it no longer means anything.
     *
     * @param into the classes of what it may become
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    protected final <O extends SpecificRecord> void upcast(
            String action,
            Class<O> old,
            Function<O, ? extends List<? extends SpecificRecord>> upcast,
            Class<? extends SpecificRecord>... into) {
        builder.upcast(action, new Upcast<>(old, upcast, Set.of(into)));
    }

    /**
     * Adds a name under which an event was recorded before.
     *
     * @param action the former action with its major version, such as {@code started.v1}
     * @param event the class of the event, which has an {@code event(...)} or an {@code upcast(...)} of its own
     */
    protected final void renamed(String action, Class<? extends SpecificRecord> event) {
        builder.renamed(action, event);
    }

    /**
     * Says which version of the state this is: 1 unless said otherwise. To be raised by a change that makes another state of the
     * same events, for what is kept of a state belongs to the fold that made it: under another version it counts no longer,
     * and each aggregate is folded anew from its events when it is needed.
     *
     * @param version 1 or more
     */
    protected final void stateVersion(int version) {
        builder.stateVersion(version);
    }

    /**
     * The finished definition, the one that the write side, the fixture and every fold use.
     *
     * @throws DefinitionException if it contradicts itself, with the class and the cure
     */
    public final synchronized AggregateDefinition<S> definition() {
        if (definition == null) {
            definition = builder.build();
        }
        return definition;
    }

    /** One aggregate of this type in memory, without Kafka, before its first event. */
    public final AggregateInstance<S> instance(String aggregateId) {
        return new AggregateInstance<>(definition(), aggregateId);
    }

    /** One aggregate of this type in memory, without Kafka, as its events left it. */
    public final AggregateInstance<S> instance(String aggregateId, List<? extends SpecificRecord> history) {
        return instance(aggregateId).load(history);
    }
}
