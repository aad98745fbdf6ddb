package dev.gregor.testing;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.testing.run.Difference;
import dev.gregor.testing.run.DriverRuntime;
import dev.gregor.testing.run.Lines;
import dev.gregor.testing.run.StrictDefinition;
import dev.gregor.testing.run.TestRuntime;
import dev.gregor.testing.run.TestState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tests an aggregate in the form given/when/then, with the definition that the application uses and without Kafka.
 *
 * <pre>{@code
 * AggregateFixture.of(new BankAccount())
 *         .given(new Opened("ada"))
 *         .when(new Deposit(100L))
 *         .expectEvents(new Deposited(100L))
 *         .expectState(new AccountState("ada", 100L));
 * }</pre>
 *
 * <p>Each step also checks what the application relies on, and throws an {@link AssertionError} if that does not hold:
 * every command, event and state is the same after it was written and read as Avro; deciding and evolving do not change
 * their arguments; doing either twice gives the same result.
 *
 * <p>Immutable: every method returns a new fixture, so many tests may start from one that is kept in a constant. The time is
 * {@link #START} until {@link #at} or {@link #after} moves it.
 *
 * @param <S> the class of the state
 */
public final class AggregateFixture<S extends SpecificRecord> {

    /** The time at which each fixture starts. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final TestRuntime<S> runtime;
    private final TestState<S> state;

    AggregateFixture(TestRuntime<S> runtime, TestState<S> state) {
        this.runtime = runtime;
        this.state = state;
    }

    /**
     * Returns a fixture with an aggregate that has no events, and the id {@code 1}.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the definition contradicts itself
     */
    public static <S extends SpecificRecord> AggregateFixture<S> of(AggregateRoot<S> root) {
        return new AggregateFixture<>(new StrictDefinition<>(root.definition()), TestState.at(START));
    }

    /**
     * Returns a fixture that handles each command with the Kafka Streams topology of the application, by
     * TopologyTestDriver and without a broker. The outcome, the events and the state are read from its topics and
     * stores. A command takes some tens of milliseconds.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the definition contradicts itself
     */
    public static <S extends SpecificRecord> AggregateFixture<S> overTopology(AggregateRoot<S> root) {
        return new AggregateFixture<>(new DriverRuntime<>(root.definition()), TestState.at(START));
    }

    /**
     * Returns a fixture that sends each command over a real broker, where it is handled in a Kafka transaction; the
     * outcome, the events and the state are read once they are committed. Each aggregate object has its own topics and
     * write side, which start with the first command in some seconds and stop with the broker: keep the fixture in a
     * constant. A command takes some tens of milliseconds.
     *
     * @param broker the broker of the test class; it need not be started yet
     * @throws dev.gregor.aggregate.DefinitionException if the definition contradicts itself
     */
    public static <S extends SpecificRecord> AggregateFixture<S> over(TestBroker broker, AggregateRoot<S> root) {
        return new AggregateFixture<>(new BrokerRuntime<>(broker, root.definition()), TestState.at(START));
    }

    /** Sets the id of the aggregate. */
    public AggregateFixture<S> withId(String aggregateId) {
        return with(state.withId(aggregateId));
    }

    /**
     * Sets the time, truncated to the millisecond as in the application.
     *
     * @throws IllegalArgumentException if it is before the present time of the fixture
     */
    public AggregateFixture<S> at(Instant time) {
        return with(state.moveTo(time));
    }

    /**
     * Moves the time forward.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public AggregateFixture<S> after(Duration duration) {
        return at(state.now().plus(duration));
    }

    /** Removes all events. A new fixture has none; call this where a test is easier to read with it. */
    public AggregateFixture<S> givenNothing() {
        return with(state.withoutHistory());
    }

    /**
     * Applies events that have happened before the command.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the aggregate does not declare one of them
     * @throws AssertionError if one of the checks of this class fails
     */
    public AggregateFixture<S> given(SpecificRecord... events) {
        return given(List.of(events));
    }

    /** Applies a list of events; otherwise as {@link #given(SpecificRecord...)}. */
    public AggregateFixture<S> given(List<? extends SpecificRecord> events) {
        return with(runtime.strict().evolve(state, events));
    }

    /**
     * Applies an event that an earlier version of the application has recorded, as the upcasts and the former names that the
     * aggregate declares make it one or several events of today, or none. It counts as one version.
     *
     * @param type the logical type under which it was recorded, such as {@code bank-account.opened.v1}
     * @param event an instance of the old class, or a {@code GenericRecord} of the schema that it was written with
     * @throws dev.gregor.aggregate.DefinitionException if the aggregate does not read such events
     * @throws dev.gregor.failure.PermanentException if it cannot be read today, or its upcast throws
     * @throws AssertionError if one of the checks of this class fails
     */
    public AggregateFixture<S> givenOld(String type, IndexedRecord event) {
        return with(runtime.strict().evolveByOld(state, type, event));
    }

    /**
     * Decides a command and applies its events. An exception that the aggregate throws is passed on.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the aggregate does not declare the command, or the decision contains an
     *     event that the command does not declare
     * @throws AssertionError if one of the checks of this class fails
     */
    public AggregateExpectations<S> when(SpecificRecord command) {
        return new AggregateExpectations<>(runtime, runtime.handle(state, command));
    }

    /**
     * Applies an event of an earlier schema; otherwise as {@link #givenOld(String, IndexedRecord)}.
     *
     * @param schema a file with the schema that it was written with, such as one of {@link SchemaCheck}
     * @param json the event, as the HTTP API takes and answers it
     * @throws IllegalArgumentException if the JSON is no record of this schema
     */
    public AggregateFixture<S> givenOld(String type, Path schema, String json) {
        return givenOld(type, AcceptedSchemas.record(schema, json));
    }

    /**
     * Applies the events in a file, the answer of {@code GET /api/aggregates/<type>/<id>/events} of an earlier version of the
     * application, as they were recorded: with their id, at their times. What is read of each is what {@link #givenOld} reads.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the aggregate does not read one of them
     * @throws IllegalArgumentException if the first does not follow the version of the fixture
     * @throws AssertionError if one of them is no record of its class today, or one of the checks of this class fails
     */
    public AggregateFixture<S> givenRecorded(Path file) {
        return with(runtime.strict().evolveByRecorded(state, file));
    }

    /**
     * Expects the state in a file, the answer of {@code GET /api/aggregates/<type>/<id>}, at the version in the file.
     */
    public AggregateFixture<S> expectRecorded(Path file) {
        runtime.strict().requireRecorded(state, file);
        return this;
    }

    /** Expects the state after the given events to equal this one. */
    public AggregateFixture<S> expectState(S expected) {
        return expectStateToEqual(expected);
    }

    /** Expects the aggregate not to exist after the given events: it has none, or one of them has ended it. */
    public AggregateFixture<S> expectNoState() {
        return expectStateToEqual(null);
    }

    private AggregateFixture<S> expectStateToEqual(@Nullable S expected) {
        if (!Objects.equals(expected, state.state())) {
            throw new Difference(Lines.state(expected), Lines.state(state.state()))
                    .failure(
                            "The given events left another state than expected (- expected, + actual):",
                            runtime.strict().lines().history(state));
        }
        return this;
    }

    private AggregateFixture<S> with(TestState<S> next) {
        return new AggregateFixture<>(runtime, next);
    }
}
