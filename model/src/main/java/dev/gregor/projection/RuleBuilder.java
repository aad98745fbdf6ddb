package dev.gregor.projection;

import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.avro.record.GeneratedClasses;
import dev.gregor.message.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Gathers what a {@link Projection} declares, and refuses what cannot work. */
final class RuleBuilder<R extends SpecificRecord> {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final Class<?> owner;
    private final String name;
    private final int version;
    private final Class<R> row;
    private final List<ProjectionRule<R, ?>> rules = new ArrayList<>();
    private final List<ProjectionJoin<R>> joins = new ArrayList<>();
    private final List<Optional<Window>> windows = new ArrayList<>();
    private @Nullable Supplier<R> start;

    RuleBuilder(Class<?> owner, String name, int version, Class<R> row) {
        this.owner = owner;
        this.name = name;
        this.version = version;
        this.row = row;
    }

    void startWith(Supplier<R> row) {
        start = row;
    }

    private @Nullable R started(@Nullable R row) {
        return row == null && start != null ? start.get() : row;
    }

    private <E extends SpecificRecord> ProjectionRule.RowChange<R, E> started(Change<R, E> change) {
        return (row, event, state) -> change.apply(started(row), event);
    }

    <E extends SpecificRecord> void addByAggregate(Class<E> event, Change<R, E> change) {
        windows.add(Optional.empty());
        rules.add(new ProjectionRule<>(
                rules.size(),
                event,
                (happened, state) -> List.of(happened.aggregateId()),
                true,
                null,
                started(change)));
    }

    <E extends SpecificRecord> void add(
            Class<E> event,
            Function<? super Event<E>, ? extends Iterable<String>> keys,
            @Nullable Window window,
            Change<R, E> change) {
        windows.add(Optional.ofNullable(window));
        rules.add(new ProjectionRule<>(
                rules.size(), event, (happened, state) -> keys.apply(happened), false, null, started(change)));
    }

    <E extends SpecificRecord, S extends SpecificRecord> void add(
            Class<E> event, StateKey<S> key, @Nullable Window window, Change<R, E> change) {
        add(event, key, window, false, started(change));
    }

    <E extends SpecificRecord, S extends SpecificRecord> void add(
            Class<E> event, StateKey<S> key, @Nullable Window window, StateChange<R, E, S> change) {
        add(
                event,
                key,
                window,
                true,
                (row, happened, state) ->
                        change.apply(started(row), happened, key.state().cast(requireNonNull(state))));
    }

    private <E extends SpecificRecord> void add(
            Class<E> event,
            StateKey<?> key,
            @Nullable Window window,
            boolean inChange,
            ProjectionRule.RowChange<R, E> change) {
        windows.add(Optional.ofNullable(window));
        rules.add(new ProjectionRule<>(
                rules.size(),
                event,
                (happened, state) -> keys(key.of(state), window, happened),
                false,
                key.use(inChange),
                change));
    }

    <S extends SpecificRecord, T extends SpecificRecord> void join(
            Class<S> state,
            Function<? super S, @Nullable String> foreignKey,
            Class<T> other,
            JoinedChange<R, S, T> change) {
        JoinedChange<R, S, T> startedChange = (row, own, others) -> change.apply(started(row), own, others);
        joins.add(ProjectionJoin.of(joins.size(), state, foreignKey, other, startedChange));
    }

    private static List<String> keys(@Nullable String key, @Nullable Window window, Event<?> event) {
        if (key == null) {
            return List.of();
        }
        return window == null ? List.of(key) : window.keys(key, event.time());
    }

    ProjectionDefinition<R> build() {
        refuse(
                !NAME.matcher(name).matches(),
                "has the name '" + name + "'; take up to 63 lower-case letters, digits and hyphens, a letter first");
        refuse(version < 1, "has version " + version + "; take 1, and the next number for each change of what it does");
        refuse(rules.isEmpty() && joins.isEmpty(), "reads no event; add on(<event>.class, ...) to its constructor");
        refuse(
                windows.stream().distinct().count() > 1,
                "has rules with different windows, or with one and without; take the same in all, or several"
                        + " projections");
        @Nullable Window window = windows.isEmpty() ? null : windows.get(0).orElse(null);
        refuse(
                window != null && !joins.isEmpty(),
                "has a join and rules with a window; rows of a join are of no time, so take two projections");
        return new ProjectionDefinition<>(name, version, row, schema(), rules, joins, window);
    }

    private Schema schema() {
        try {
            return GeneratedClasses.schema(row);
        } catch (RuntimeException | ExceptionInInitializerError e) {
            throw invalid("has rows of %s, whose Avro schema cannot be read (%s); generate it with avro-maven-plugin"
                    .formatted(row.getName(), e.getMessage()));
        }
    }

    private void refuse(boolean mistake, String message) {
        if (mistake) {
            throw invalid(message);
        }
    }

    private DefinitionException invalid(String message) {
        return new DefinitionException("Projection " + owner.getName() + ' ' + message);
    }
}
