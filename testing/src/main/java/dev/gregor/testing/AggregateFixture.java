package dev.gregor.testing;

import dev.gregor.aggregate.AggregateRoot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * Tests one aggregate as given/when/then, by the very definition that production uses, without Kafka.
 *
 * <pre>{@code
 * AggregateFixture.of(new BankAccount())
 *         .given(new Opened("ada"))
 *         .when(new Deposit(100L))
 *         .expectEvents(new Deposited(100L))
 *         .expectState(new AccountState("ada", 100L));
 * }</pre>
 *
 * <p>On every step it also proves what production relies on, and fails if that does not hold: every command, event and
 * state survives being written and read as Avro; deciding and evolving change nothing that they are given; doing either
 * twice gives the same.
 *
 * <p>A fixture is immutable, so one that is kept in a constant may start many tests. Time stands still at
 * {@link #START} until it is moved by {@link #at} or {@link #after}.
 *
 * @param <S> the class of the state
 */
public final class AggregateFixture<S extends SpecificRecord> {

    /** The time at which every fixture starts. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TestRuntime<S> stage;
    private final TestState<S> scene;

    AggregateFixture(TestRuntime<S> stage, TestState<S> scene) {
        this.stage = stage;
        this.scene = scene;
    }

    /**
     * Starts from an aggregate without events, with the id {@code 1}.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the definition contradicts itself
     */
    public static <S extends SpecificRecord> AggregateFixture<S> of(AggregateRoot<S> root) {
        return new AggregateFixture<>(new StrictDefinition<>(root.definition()), TestState.at(START));
    }

    /**
     * The same with the write side of production, over TopologyTestDriver: each command is encoded, handled by the topology and
     * its stores, and its outcome, its events and its state are read back. Takes some tens of milliseconds for a command.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the definition contradicts itself
     */
    public static <S extends SpecificRecord> AggregateFixture<S> overTopology(AggregateRoot<S> root) {
        return new AggregateFixture<>(new WriteSideStage<>(root.definition()), TestState.at(START));
    }

    /**
     * The same with the write side of production on a real broker: each command is sent by a gateway, handled in a Kafka
     * transaction, and its outcome, its events and its state are read back once they are committed. The write side, with topics
     * of its own, starts with the first command and stops with the broker. Ids and times are those of the test, not of the
     * broker. Takes some seconds to start, and some tens of milliseconds for a command: keep the fixture in a constant, for each
     * root has a write side of its own.
     *
     * @param broker that the tests of the class have; it may be one that is yet to start
     * @throws dev.gregor.aggregate.DefinitionException if the definition contradicts itself
     */
    public static <S extends SpecificRecord> AggregateFixture<S> over(TestBroker broker, AggregateRoot<S> root) {
        return new AggregateFixture<>(new BrokerStage<>(broker, root.definition()), TestState.at(START));
    }

    /** Gives the aggregate this id from now on. */
    public AggregateFixture<S> withId(String aggregateId) {
        return with(scene.withId(aggregateId));
    }

    /**
     * Moves time to an instant, cut to the millisecond as in production.
     *
     * @throws IllegalArgumentException if that is in the past of the test
     */
    public AggregateFixture<S> at(Instant time) {
        return with(scene.moveTo(time));
    }

    /**
     * Moves time on.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public AggregateFixture<S> after(Duration duration) {
        return at(scene.now().plus(duration));
    }

    /** Starts from an aggregate without events, as every fixture does; says so where a test reads better for it. */
    public AggregateFixture<S> givenNothing() {
        return with(scene.withoutHistory());
    }

    /**
     * Folds events that have happened by now.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the aggregate does not evolve by one of them
     * @throws AssertionError if one of them, or its fold, breaks a rule that production relies on
     */
    public AggregateFixture<S> given(SpecificRecord... events) {
        return given(List.of(events));
    }

    /** Folds a list of events that have happened by now; otherwise as {@link #given(SpecificRecord...)}. */
    public AggregateFixture<S> given(List<? extends SpecificRecord> events) {
        return with(stage.evolve(scene, events));
    }

    /**
     * Decides a command and evolves by its events. What the aggregate itself throws comes through.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the aggregate does not handle the command, or the decision
     *     holds an event that the command does not declare
     * @throws AssertionError if a rule that production relies on is broken
     */
    public AggregateExpectations<S> when(SpecificRecord command) {
        return new AggregateExpectations<>(stage, stage.handle(scene, command));
    }

    private AggregateFixture<S> with(TestState<S> next) {
        return new AggregateFixture<>(stage, next);
    }
}
