package dev.gregor.testing;

import dev.gregor.aggregate.Decision;
import dev.gregor.testing.run.Difference;
import dev.gregor.testing.run.Execution;
import dev.gregor.testing.run.Lines;
import dev.gregor.testing.run.TestRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Checks the result of a command that an {@link AggregateFixture} has handled. Chain expectations, and {@link #when} for the next
 * command:
 *
 * <pre>{@code
 * fixture.when(new Deposit(100L)).expectEvents(new Deposited(100L)).expectVersion(2)
 *         .when(new Close()).expectRejection("not-empty");
 * }</pre>
 *
 * <p>Immutable. An expectation that is not met throws an {@link AssertionError} with the difference, the command and the state
 * before it.
 *
 * @param <S> the class of the state
 */
public final class AggregateExpectations<S extends SpecificRecord> {

    private final TestRuntime<S> runtime;
    private final Execution<S> execution;

    AggregateExpectations(TestRuntime<S> runtime, Execution<S> execution) {
        this.runtime = runtime;
        this.execution = execution;
    }

    /** Expects the command to be accepted with exactly these events, in this order. */
    public AggregateExpectations<S> expectEvents(SpecificRecord... events) {
        return expectEvents(List.of(events));
    }

    /** Expects the command to be accepted with exactly the events of the list, in its order. */
    public AggregateExpectations<S> expectEvents(List<? extends SpecificRecord> events) {
        Decision expected = Decision.events(events);
        return expectOutcome(
                expected.equals(execution.decision()), runtime.strict().lines().decision(expected));
    }

    /** Expects the command to be accepted without any event; a rejected command does not meet this. */
    public AggregateExpectations<S> expectNoEvents() {
        return expectEvents(List.of());
    }

    /** Expects the command to be rejected with this code. */
    public AggregateExpectations<S> expectRejection(String code) {
        return expectRejection(code, "");
    }

    /** Expects the command to be rejected with this code and a detail that contains the given text. */
    public AggregateExpectations<S> expectRejection(String code, String partOfDetail) {
        boolean met = execution.decision() instanceof Decision.Rejected rejected
                && rejected.code().equals(code)
                && rejected.detail().contains(partOfDetail);
        return expectOutcome(met, Lines.expectedRejection(code, partOfDetail));
    }

    /** Expects the state after the command to equal this one. */
    public AggregateExpectations<S> expectState(S state) {
        return expectStateToEqual(state);
    }

    /**
     * Expects the aggregate to have a state after the command, and passes it to the assertions, whose exceptions pass through.
     */
    public AggregateExpectations<S> expectState(Consumer<? super S> assertions) {
        S state = execution.after().state();
        if (state == null) {
            throw failure("left another state than expected", List.of("any state"), Lines.state(null));
        }
        assertions.accept(state);
        return this;
    }

    /** Expects the aggregate not to exist after the command: it has no event yet, or an event has ended it. */
    public AggregateExpectations<S> expectNoState() {
        return expectStateToEqual(null);
    }

    /**
     * Expects this version after the command: the number of all events, given ones and those of the command included.
     */
    public AggregateExpectations<S> expectVersion(long version) {
        long actual = execution.after().version();
        if (actual != version) {
            throw failure("left another version than expected", List.of("" + version), List.of("" + actual));
        }
        return this;
    }

    /** Sets the time for the next command; see {@link AggregateFixture#at}. */
    public AggregateFixture<S> at(Instant time) {
        return next().at(time);
    }

    /** Moves the time for the next command forward; see {@link AggregateFixture#after}. */
    public AggregateFixture<S> after(Duration duration) {
        return next().after(duration);
    }

    /** Handles the next command at the same time; see {@link AggregateFixture#when}. */
    public AggregateExpectations<S> when(SpecificRecord command) {
        return next().when(command);
    }

    private AggregateFixture<S> next() {
        return new AggregateFixture<>(runtime, execution.after());
    }

    private AggregateExpectations<S> expectOutcome(boolean met, List<String> expected) {
        if (!met) {
            List<String> actual = runtime.strict().lines().decision(execution.decision());
            throw failure("had another outcome than expected", expected, actual);
        }
        return this;
    }

    private AggregateExpectations<S> expectStateToEqual(@Nullable S expected) {
        S actual = execution.after().state();
        if (!Objects.equals(expected, actual)) {
            throw failure("left another state than expected", Lines.state(expected), Lines.state(actual));
        }
        return this;
    }

    private AssertionError failure(String problem, List<String> expected, List<String> actual) {
        String title =
                runtime.strict().lines().commandType(execution.command()) + ' ' + problem + " (- expected, + actual):";
        return new Difference(expected, actual)
                .failure(title, runtime.strict().lines().circumstances(execution));
    }
}
