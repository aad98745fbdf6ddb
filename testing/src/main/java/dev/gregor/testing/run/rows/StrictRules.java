package dev.gregor.testing.run.rows;

import dev.gregor.message.Event;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.ProjectionJoin;
import dev.gregor.projection.ProjectionRule;
import dev.gregor.testing.run.AvroImage;
import dev.gregor.testing.run.Purity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * The rules of a read model, which prove at each call what production relies on. A read model parks an event whose rule throws, so
 * that what was found is to be asked for.
 */
final class StrictRules<R extends SpecificRecord> {

    private final ProjectionDefinition<R> original;
    private @Nullable AssertionFailedError violation;

    StrictRules(ProjectionDefinition<R> original) {
        this.original = original;
    }

    ProjectionDefinition<R> definition() {
        List<ProjectionRule<R, ?>> rules = new ArrayList<>();
        original.rules().forEach(rule -> rules.add(strict(rule)));
        return new ProjectionDefinition<>(
                original.name(),
                original.version(),
                original.rowClass(),
                original.rowSchema(),
                rules,
                original.joins().stream().map(this::strict).toList(),
                original.window());
    }

    /** Throws what was found, if anything was. */
    void requireKept() {
        if (violation != null) {
            throw violation;
        }
    }

    private <E extends SpecificRecord> ProjectionRule<R, E> strict(ProjectionRule<R, E> rule) {
        return new ProjectionRule<>(
                rule.index(),
                rule.event(),
                (event, state) -> noting(() -> keys(rule, event, state)),
                rule.byAggregate(),
                rule.state(),
                (row, event, state) ->
                        noting(() -> change(rule, row, event, state)).orElse(null));
    }

    private ProjectionJoin<R> strict(ProjectionJoin<R> join) {
        return new ProjectionJoin<>(
                join.index(),
                join.stateClass(),
                state -> noting(() -> foreignKey(join, state)).orElse(null),
                join.otherClass(),
                (row, state, other) ->
                        noting(() -> change(join, row, state, other)).orElse(null));
    }

    private static Optional<String> foreignKey(ProjectionJoin<?> join, SpecificRecord state) {
        Purity<Optional<String>> purity = new Purity<>(
                "Finding what " + join.stateClass().getSimpleName() + " refers to",
                "state",
                key -> List.of(key.orElse("none")));
        return purity.prove(() -> Optional.ofNullable(join.foreignKey().of(state)), state);
    }

    private static <R extends SpecificRecord> Optional<R> change(
            ProjectionJoin<R> join, @Nullable R row, SpecificRecord state, @Nullable SpecificRecord other) {
        Purity<Optional<R>> purity = new Purity<>(
                "Joining " + join.stateClass().getSimpleName(),
                "states",
                after -> ReadModelLines.row(after.orElse(null)));
        Optional<R> after =
                purity.prove(() -> Optional.ofNullable(join.change().apply(row, state, other)), row, state, other);
        after.map(AvroImage::of).ifPresent(AvroImage::requireSurvival);
        return after;
    }

    private <T> T noting(Supplier<T> proof) {
        try {
            return proof.get();
        } catch (AssertionFailedError e) {
            violation = violation == null ? e : violation;
            throw e;
        }
    }

    private static <E extends SpecificRecord> List<String> keys(
            ProjectionRule<?, E> rule, Event<E> event, @Nullable SpecificRecord state) {
        Purity<List<String>> purity =
                new Purity<>("Finding the keys of " + event.metadata().type(), "event", keys -> keys);
        return purity.prove(
                () -> {
                    List<String> keys = new ArrayList<>();
                    rule.keys().of(event, state).forEach(keys::add);
                    return keys;
                },
                state,
                event.data());
    }

    private static <R extends SpecificRecord, E extends SpecificRecord> Optional<R> change(
            ProjectionRule<R, E> rule, @Nullable R row, Event<E> event, @Nullable SpecificRecord state) {
        Purity<Optional<R>> purity = new Purity<>(
                "Changing a row by " + event.metadata().type(),
                "event",
                after -> ReadModelLines.row(after.orElse(null)));
        Optional<R> after = purity.prove(
                () -> Optional.ofNullable(rule.change().apply(row, event, state)), row, event.data(), state);
        after.map(AvroImage::of).ifPresent(AvroImage::requireSurvival);
        return after;
    }
}
