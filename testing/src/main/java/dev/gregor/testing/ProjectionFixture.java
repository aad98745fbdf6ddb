package dev.gregor.testing;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.projection.Projection;
import dev.gregor.testing.run.Difference;
import dev.gregor.testing.run.RecordedJson;
import dev.gregor.testing.run.rows.MemoryRuntime;
import dev.gregor.testing.run.rows.ReadModel;
import dev.gregor.testing.run.rows.ReadModelDefinition;
import dev.gregor.testing.run.rows.ReadModelHistory;
import dev.gregor.testing.run.rows.ReadModelLines;
import dev.gregor.testing.run.rows.ReadModelRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tests a read model: which rows it has after some events. The topology of the application computes them in memory, without
 * Kafka.
 *
 * <pre>{@code
 * ProjectionFixture.of(new ParcelsByDepot())
 *         .given("parcel-1", new Registered("ZRH"), new Moved("ZRH", "BSL"))
 *         .expectRow("BSL", new DepotRow(1L))
 *         .expectNoRow("ZRH");
 * }</pre>
 *
 * <p>Each step also checks what the application relies on, and throws an {@link AssertionError} if that does not hold:
 * every event and row is the same after it was written and read as Avro; the functions that find keys and change rows do not
 * change their arguments; calling either twice gives the same result.
 *
 * <p>Immutable: every method returns a new fixture, so many tests may start from one that is kept in a constant. The time of events
 * is {@link AggregateFixture#START} until {@link #at} or {@link #after} moves it. Windows end by the latest time that the fixture
 * was set to, as in a rebuild at that time, so that an event with an earlier time is late.
 *
 * <p>An expectation that is not met throws an {@link AssertionError} with the difference, the event that changed the row last and
 * the row before it.
 *
 * @param <R> the class of the row
 */
public final class ProjectionFixture<R extends SpecificRecord> {

    private final ReadModelRuntime<R> runtime;
    private final ReadModelDefinition<R> definition;
    private final ReadModelHistory history;
    private @Nullable ReadModel<R> computed;

    private ProjectionFixture(
            ReadModelRuntime<R> runtime, ReadModelDefinition<R> definition, ReadModelHistory history) {
        this.runtime = runtime;
        this.definition = definition;
        this.history = history;
    }

    private static <R extends SpecificRecord> ProjectionFixture<R> of(
            ReadModelRuntime<R> runtime, Projection<R> projection) {
        return new ProjectionFixture<>(
                runtime, ReadModelDefinition.of(projection.definition()), ReadModelHistory.at(AggregateFixture.START));
    }

    /**
     * Returns a fixture without events.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the definition contradicts itself
     */
    public static <R extends SpecificRecord> ProjectionFixture<R> of(Projection<R> projection) {
        return of(new MemoryRuntime<>(), projection);
    }

    /**
     * Returns a fixture that computes the read model on a real broker too, with topics of its own and a clock that stands, and
     * expects what is in its stores there. Each history of which something is expected takes some seconds.
     *
     * @param broker the broker of the test class; it need not be started yet
     * @throws dev.gregor.aggregate.DefinitionException if the definition contradicts itself
     */
    public static <R extends SpecificRecord> ProjectionFixture<R> over(TestBroker broker, Projection<R> projection) {
        return of(new BrokerReadModelRuntime<>(broker), projection);
    }

    /**
     * Adds an aggregate whose events the read model reads: by its logical types, its upcasts and its former names, and with events
     * that no rule reads. Without it each event that a rule reads has a logical type of the fixture.
     *
     * @throws IllegalStateException if the fixture has events already
     * @throws dev.gregor.aggregate.DefinitionException if the definition contradicts itself
     */
    public ProjectionFixture<R> withAggregate(AggregateRoot<?> root) {
        if (!history.events().isEmpty()) {
            throw new IllegalStateException("Call withAggregate(...) before the events are given");
        }
        return new ProjectionFixture<>(runtime, definition.with(root.definition()), history);
    }

    /**
     * Sets the time of the next events, truncated to the millisecond as in the application. An earlier time than before makes the
     * next events late.
     */
    public ProjectionFixture<R> at(Instant time) {
        return with(history.moveTo(time));
    }

    /** Moves the time of the next events forward, or back if the duration is negative; see {@link #at}. */
    public ProjectionFixture<R> after(Duration duration) {
        return at(history.time().plus(duration));
    }

    /**
     * Lets events happen to an aggregate, at the time of the fixture.
     *
     * @throws dev.gregor.aggregate.DefinitionException if the fixture does not know one of them
     * @throws IllegalArgumentException if the aggregate has a later event
     * @throws AssertionError if one of them is not the same after it was written and read as Avro
     */
    public ProjectionFixture<R> given(String aggregateId, SpecificRecord... events) {
        return given(aggregateId, List.of(events));
    }

    /** Lets a list of events happen to an aggregate; otherwise as {@link #given(String, SpecificRecord...)}. */
    public ProjectionFixture<R> given(String aggregateId, List<? extends SpecificRecord> events) {
        return with(definition.happened(history, aggregateId, events));
    }

    /**
     * Lets an event happen that an earlier version of the application has recorded. The read model gets what the upcasts and the
     * former names of its aggregate make of it, which is added by {@link #withAggregate}.
     *
     * @param type the logical type under which it was recorded, such as {@code parcel.registered.v1}
     * @param event an instance of the old class, or a {@code GenericRecord} of the schema that it was written with
     * @throws dev.gregor.aggregate.DefinitionException if no aggregate of the fixture reads such events
     * @throws IllegalArgumentException if the aggregate has a later event
     */
    public ProjectionFixture<R> givenOld(String aggregateId, String type, IndexedRecord event) {
        return with(definition.happened(history, aggregateId, type, event));
    }

    /**
     * Lets an event of an earlier schema happen; otherwise as {@link #givenOld(String, String, IndexedRecord)}.
     *
     * @param schema a file with the schema that it was written with, such as one of {@link SchemaCheck}
     * @param json the event, as the HTTP API takes and answers it
     * @throws IllegalArgumentException if the JSON is no record of this schema
     */
    public ProjectionFixture<R> givenOld(String aggregateId, String type, Path schema, String json) {
        return givenOld(aggregateId, type, AcceptedSchemas.record(schema, json));
    }

    /**
     * Lets the events in a file happen, the answer of {@code GET /api/aggregates/<type>/<id>/events} of an earlier version of the
     * application, as they were recorded: with their id, at their times. Their aggregate is added by {@link #withAggregate}.
     *
     * @throws dev.gregor.aggregate.DefinitionException if no aggregate of the fixture reads one of them
     * @throws AssertionError if one of them is no record of its class today
     */
    public ProjectionFixture<R> givenRecorded(Path file) {
        return with(definition.recorded(history, file));
    }

    private ProjectionFixture<R> with(ReadModelHistory next) {
        return new ProjectionFixture<>(runtime, definition, next);
    }

    /**
     * Expects the row with this key to equal this one.
     *
     * @throws dev.gregor.failure.TransientException if a change has thrown it; other exceptions park the event
     */
    public ProjectionFixture<R> expectRow(String key, R row) {
        return expectRowToEqual(key, row);
    }

    /** Expects a row with this key, and passes it to the assertions, whose exceptions pass through. */
    public ProjectionFixture<R> expectRow(String key, Consumer<? super R> assertions) {
        R row = readModel().rows().get(key);
        if (row == null) {
            throw failure(key, List.of("any row"), ReadModelLines.row(null));
        }
        assertions.accept(row);
        return this;
    }

    /** Expects no row with this key: no event has made it, a change has deleted it, or its window is over. */
    public ProjectionFixture<R> expectNoRow(String key) {
        return expectRowToEqual(key, null);
    }

    /** Expects exactly these rows by key. */
    public ProjectionFixture<R> expectRows(Map<String, ? extends R> rows) {
        Map<String, R> actual = readModel().rows();
        Stream.concat(rows.keySet().stream(), actual.keySet().stream())
                .sorted()
                .filter(key -> !Objects.equals(rows.get(key), actual.get(key)))
                .findFirst()
                .ifPresent(key -> {
                    throw new Difference(ReadModelLines.rows(rows), ReadModelLines.rows(actual))
                            .failure(
                                    title("The rows of " + lines().name() + " are others"), lines().circumstances(key));
                });
        return this;
    }

    /**
     * Expects what is in a file: exactly the rows in an answer of {@code GET /api/projections/<name>?limit=1000}, or the row in one
     * of {@code GET /api/projections/<name>/<key>}.
     */
    public ProjectionFixture<R> expectRecorded(Path file) {
        RecordedJson recorded = RecordedJson.in(file);
        Map<String, R> rows = recorded.rows(definition.rowClass());
        if (recorded.hasAllRows()) {
            return expectRows(rows);
        }
        rows.forEach(this::expectRow);
        return this;
    }

    /**
     * Expects an event to be parked under this key, with the later ones of the key, because a rule has thrown.
     *
     * @param key the key of the row; the id of the aggregate if the function that finds the key has thrown
     * @param partOfReason a part of the exception as text, such as of its message
     */
    public ProjectionFixture<R> expectParked(String key, String partOfReason) {
        boolean met = readModel()
                .parked(key)
                .filter(parked -> parked.reason().contains(partOfReason))
                .isPresent();
        return expectParking(met, ReadModelLines.expectedParked(key, partOfReason), lines().parked(key));
    }

    /** Expects that every event could be applied. */
    public ProjectionFixture<R> expectNothingParked() {
        return expectParking(readModel().parked().isEmpty(), List.of("nothing parked"), lines().parked());
    }

    private ProjectionFixture<R> expectParking(boolean met, List<String> expected, List<String> actual) {
        if (!met) {
            throw new Difference(expected, actual)
                    .failure(title("What " + lines().name() + " has parked is other"), lines().circumstancesOfParked());
        }
        return this;
    }

    private ProjectionFixture<R> expectRowToEqual(String key, @Nullable R expected) {
        R actual = readModel().rows().get(key);
        if (!Objects.equals(expected, actual)) {
            throw failure(key, ReadModelLines.row(expected), ReadModelLines.row(actual));
        }
        return this;
    }

    private AssertionError failure(String key, List<String> expected, List<String> actual) {
        String title = title("Row '" + key + "' of " + lines().name() + " is another");
        return new Difference(expected, actual).failure(title, lines().circumstances(key));
    }

    private static String title(String problem) {
        return problem + " than expected (- expected, + actual):";
    }

    private ReadModelLines<R> lines() {
        return new ReadModelLines<>(definition, history, readModel());
    }

    /** Computed when the first expectation asks for it. */
    private synchronized ReadModel<R> readModel() {
        if (computed == null) {
            computed = runtime.after(definition, history);
        }
        return computed;
    }
}
