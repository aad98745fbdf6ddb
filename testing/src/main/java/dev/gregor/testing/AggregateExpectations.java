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
 * What a test expects of the last command of an {@link AggregateFixture}; {@link #when} goes on with the next. Each
 * expectation throws an {@link AssertionError} that shows the difference, the command and the state before it.
 *
 * @param <S> the class of the state
 */
public final class AggregateExpectations<S extends SpecificRecord> {

    private final TestRuntime<S> stage;
    private final Execution<S> step;

    AggregateExpectations(TestRuntime<S> stage, Execution<S> step) {
        this.stage = stage;
        this.step = step;
    }

    /** Expects the command to be accepted with exactly these events, in this order. */
    public AggregateExpectations<S> expectEvents(SpecificRecord... events) {
        return expectEvents(List.of(events));
    }

    /** Expects the command to be accepted with exactly the events of the list, in its order. */
    public AggregateExpectations<S> expectEvents(List<? extends SpecificRecord> events) {
        Decision expected = Decision.events(events);
        return expectOutcome(expected.equals(step.decision()), stage.lines().decision(expected));
    }

    /** Expects the command to be accepted without any event. A rejected command is another thing. */
    public AggregateExpectations<S> expectNoEvents() {
        return expectEvents(List.of());
    }

    /** Expects the command to be rejected with this code. */
    public AggregateExpectations<S> expectRejection(String code) {
        return expectRejection(code, "");
    }

    /** Expects the command to be rejected with this code and a detail that contains the given text. */
    public AggregateExpectations<S> expectRejection(String code, String partOfDetail) {
        boolean met = step.decision() instanceof Decision.Rejected rejected
                && rejected.code().equals(code)
                && rejected.detail().contains(partOfDetail);
        return expectOutcome(met, Lines.expectedRejection(code, partOfDetail));
    }

    /** Expects the state after the command to equal this one. */
    public AggregateExpectations<S> expectState(S state) {
        return expectStateToEqual(state);
    }

    /** Expects the aggregate to have a state after the command, and hands it to further assertions. */
    public AggregateExpectations<S> expectState(Consumer<? super S> assertions) {
        S state = step.after().state();
        if (state == null) {
            throw failure("left another state than expected", List.of("any state"), Lines.state(null));
        }
        assertions.accept(state);
        return this;
    }

    /** Expects the aggregate not to exist after the command: never begun, or ended. */
    public AggregateExpectations<S> expectNoState() {
        return expectStateToEqual(null);
    }

    /** Expects this number of events in the aggregate's history, the given ones and those of this command included. */
    public AggregateExpectations<S> expectVersion(long version) {
        long actual = step.after().version();
        if (actual != version) {
            throw failure("left another version than expected", List.of("" + version), List.of("" + actual));
        }
        return this;
    }

    /** Goes on at an instant; see {@link AggregateFixture#at}. */
    public AggregateFixture<S> at(Instant time) {
        return next().at(time);
    }

    /** Goes on after a while; see {@link AggregateFixture#after}. */
    public AggregateFixture<S> after(Duration duration) {
        return next().after(duration);
    }

    /** Goes on with another command, at the same time; see {@link AggregateFixture#when}. */
    public AggregateExpectations<S> when(SpecificRecord command) {
        return next().when(command);
    }

    private AggregateFixture<S> next() {
        return new AggregateFixture<>(stage, step.after());
    }

    private AggregateExpectations<S> expectOutcome(boolean met, List<String> expected) {
        if (!met) {
            List<String> actual = stage.lines().decision(step.decision());
            throw failure("had another outcome than expected", expected, actual);
        }
        return this;
    }

    private AggregateExpectations<S> expectStateToEqual(@Nullable S expected) {
        S actual = step.after().state();
        if (!Objects.equals(expected, actual)) {
            throw failure("left another state than expected", Lines.state(expected), Lines.state(actual));
        }
        return this;
    }

    private AssertionError failure(String problem, List<String> expected, List<String> actual) {
        String title = stage.lines().commandType(step.command()) + ' ' + problem + " (- expected, + actual):";
        return new Difference(expected, actual).failure(title, stage.lines().circumstances(step));
    }
}
