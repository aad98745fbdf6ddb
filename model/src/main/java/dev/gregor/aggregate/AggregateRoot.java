package dev.gregor.aggregate;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The base class of an aggregate. A subclass declares in its constructor which commands the aggregate decides with
 * {@link #command} and how each event changes the state with {@link #event}; Gregor calls these functions.
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
 * <p>The functions must be pure: they read no clock, no random source and no other data, and do not change the state that
 * they are given. The time and ids are in the {@link CommandContext}. One instance of the subclass serves all aggregates of the
 * type and is called by several threads, so it must have no mutable fields. The commands of one aggregate are decided one
 * after the other.
 *
 * <p>If a function throws, the command ends as {@link dev.gregor.command.CommandOutcome.Failed}: no event is recorded, the
 * state stays as it was, and the command is kept as a dead letter. To refuse a command, return {@link Decision#reject}.
 *
 * <p>Add the aggregate to a node with {@code Gregor.configure().aggregate(new BankAccount())}. An aggregate that the runnable JAR
 * loads needs a public constructor without parameters and an entry in
 * {@code META-INF/services/dev.gregor.aggregate.AggregateRoot}. Test it with {@code dev.gregor.testing.AggregateFixture}.
 *
 * @param <S> the class of the state, generated from an Avro schema
 */
public abstract class AggregateRoot<S extends SpecificRecord> {

    private final DefinitionBuilder<S> builder;
    private @Nullable AggregateDefinition<S> definition;

    /**
     * Starts the definition. What is wrong in it is reported by {@link #definition()}, not here.
     *
     * @param type the aggregate type, {@code [a-z][a-z0-9-]{0,62}}; it is part of the names of topics and of event types, and
     *     cannot be changed once events are recorded
     * @param state the class of the state
     */
    protected AggregateRoot(String type, Class<S> state) {
        this.builder = new DefinitionBuilder<>(getClass(), type, state);
    }

    /**
     * Declares a command whose decision needs only the state and the command.
     *
     * @param action the action with its major version, such as {@code open.v1}
     * @param command the class of the command
     * @param decide returns the decision for the state, which is null if the aggregate does not exist, and the command
     * @param emits the classes of all events that the decision may contain; none for any event of the aggregate
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

    /** Declares a command whose decision also needs the {@link CommandContext}: the id of the aggregate, its version, or the time. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    protected final <C extends SpecificRecord> void command(
            String action, Class<C> command, Decide<S, C> decide, Class<? extends SpecificRecord>... emits) {
        builder.command(action, command, decide, Set.of(emits));
    }

    /**
     * Returns a decision that is made only for aggregates that exist, so that its function gets a state; for others the command is
     * rejected.
     *
     * <pre>{@code
     * command("close.v1", Close.class, ifExists(this::close, "not-open", "Open the account first"));
     * }</pre>
     *
     * @param decide returns the decision for the state and the command
     * @param code the reason of the rejection for programs
     * @param detail the reason of the rejection for people
     */
    protected static <S, C> BiFunction<@Nullable S, C, Decision> ifExists(
            BiFunction<S, C, Decision> decide, String code, String detail) {
        return (state, command) -> state == null ? Decision.reject(code, detail) : decide.apply(state, command);
    }

    /**
     * Returns a decision that is made only for aggregates that do not exist yet, or no more; for others the command is rejected.
     *
     * @param decide returns the decision for the command
     * @param code the reason of the rejection for programs
     * @param detail the reason of the rejection for people
     */
    protected static <S, C> BiFunction<@Nullable S, C, Decision> ifAbsent(
            Function<C, Decision> decide, String code, String detail) {
        return (state, command) -> state == null ? decide.apply(command) : Decision.reject(code, detail);
    }

    /**
     * Declares an event, and how it changes the state.
     *
     * @param action the action with its major version, such as {@code opened.v1}
     * @param event the class of the event
     * @param evolve returns the state after the event, from the state before it, which is null if the aggregate did not exist,
     *     and the event; null if the event ends the aggregate. It must accept every recorded event
     */
    protected final <E extends SpecificRecord> void event(
            String action, Class<E> event, BiFunction<@Nullable S, E, @Nullable S> evolve) {
        builder.event(action, event, (state, message, context) -> evolve.apply(state, message));
    }

    /** Declares an event whose function also needs the {@link EventContext}: the id of the aggregate, its version, or the time. */
    protected final <E extends SpecificRecord> void event(String action, Class<E> event, Evolve<S, E> evolve) {
        builder.event(action, event, evolve);
    }

    /**
     * Replaces an old class of events by the one that is used today. The function is applied each time such an event is read;
     * recorded events are not changed. The new class may itself have an upcast.
     *
     * @param action the action with the major version that it is recorded under, such as {@code opened.v1}
     * @param old the class of the old event
     * @param now the class of the event that replaces it
     * @param upcast converts the old event; must be pure
     */
    protected final <O extends SpecificRecord, N extends SpecificRecord> void upcast(
            String action, Class<O> old, Class<N> now, Function<O, N> upcast) {
        builder.upcast(action, new Upcast<>(old, event -> List.of(upcast.apply(event)), Set.of(now)));
    }

    /**
     * Replaces an old event by several events, or by none if it no longer has a meaning. The new events keep the order of the
     * list and share the version of the old event.
     *
     * @param action the action with the major version that the old event is recorded under
     * @param old the class of the old event
     * @param upcast converts the old event; must be pure
     * @param into the classes of all events that it may return
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
     * Declares a name under which an event was recorded in the past, so that events of this name are still read.
     *
     * @param action the former action with its major version, such as {@code started.v1}
     * @param event the class of the event, which is declared with {@code event(...)} or {@code upcast(...)} too
     */
    protected final void renamed(String action, Class<? extends SpecificRecord> event) {
        builder.renamed(action, event);
    }

    /**
     * Sets the version of the state; it is 1 by default. Raise it when you change how events become state, so that the same
     * events lead to another state. Stored states of another version are then not used: each aggregate is computed again from
     * its events when it is needed.
     *
     * @param version 1 or more
     */
    protected final void stateVersion(int version) {
        builder.stateVersion(version);
    }

    /**
     * Returns the finished definition. The node and the test fixture call this; later declarations have no effect.
     *
     * @throws DefinitionException if the definition is not consistent, such as two commands of one name, or a class without a
     *     usable schema; the message names the class and the cure
     */
    public final synchronized AggregateDefinition<S> definition() {
        if (definition == null) {
            definition = builder.build();
        }
        return definition;
    }

    /** Returns an aggregate of this type in memory, without Kafka and without events. */
    public final AggregateInstance<S> instance(String aggregateId) {
        return new AggregateInstance<>(definition(), aggregateId);
    }

    /** Returns an aggregate of this type in memory, without Kafka, after these events. */
    public final AggregateInstance<S> instance(String aggregateId, List<? extends SpecificRecord> history) {
        return instance(aggregateId).load(history);
    }
}
