package dev.gregor.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.DefinitionException;
import dev.gregor.event.EventCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One read model, checked and immutable. Pure and thread-safe, as long as the functions of the user are.
 *
 * @param name its name, such as {@code users-by-status}
 * @param version its version, 1 or more
 * @param rowClass the class of the rows
 * @param rowSchema the schema of the rows
 * @param rules the rules, in the order of their definition
 * @param joins the joins, in the order of their definition
 * @param window the window of all rules; null if they have none
 * @param <R> the class of the rows
 */
public record ProjectionDefinition<R extends SpecificRecord>(
        String name,
        int version,
        Class<R> rowClass,
        Schema rowSchema,
        List<ProjectionRule<R, ?>> rules,
        List<ProjectionJoin<R>> joins,
        @Nullable Window window) {

    private static final Pattern QUALIFIER = Pattern.compile("(?:\\w+\\.)+(?=[A-Za-z_])");

    /** Copies rules and joins. */
    public ProjectionDefinition {
        rules = List.copyOf(rules);
        joins = List.copyOf(joins);
    }

    /** Whether every row belongs to one aggregate, whose id is its key, so that rows stay in the partition of the events. */
    public boolean keyedByAggregate() {
        return joins.isEmpty() && rules.stream().allMatch(ProjectionRule::byAggregate);
    }

    /**
     * The types of the aggregates whose events it reads.
     *
     * @throws DefinitionException if no aggregate evolves by one of its event classes, or has one of its states
     */
    public Set<String> aggregateTypes(EventCatalog events) {
        Set<String> types = new TreeSet<>();
        for (ProjectionRule<R, ?> rule : rules) {
            types.add(typeOf(rule, events));
        }
        joined(events).forEach(aggregate -> types.add(aggregate.type()));
        return types;
    }

    /**
     * The aggregates whose states its rules and joins need, by type.
     *
     * @throws DefinitionException if the aggregate of an event has another class of state than the rule for the event, or none has the state
     *     of a join
     */
    public Map<String, AggregateDefinition<?>> states(EventCatalog events) {
        Map<String, AggregateDefinition<?>> needed = new TreeMap<>();
        for (ProjectionRule<R, ?> rule : rules) {
            if (rule.state() != null) {
                AggregateDefinition<?> aggregate = events.aggregate(typeOf(rule, events));
                if (aggregate.stateClass() != rule.state().stateClass()) {
                    throw new DefinitionException(
                            "Projection '%s' takes a key for %s from %s, but the state of aggregate '%s' is %s"
                                    .formatted(
                                            name,
                                            rule.event().getName(),
                                            rule.state().stateClass().getName(),
                                            aggregate.type(),
                                            aggregate.stateClass().getName()));
                }
                needed.put(aggregate.type(), aggregate);
            }
        }
        joined(events).forEach(aggregate -> needed.put(aggregate.type(), aggregate));
        return needed;
    }

    /** The aggregates of both sides of its joins. */
    private List<AggregateDefinition<?>> joined(EventCatalog events) {
        List<AggregateDefinition<?>> joined = new ArrayList<>();
        for (ProjectionJoin<R> join : joins) {
            joined.add(joined(join.stateClass(), events));
            joined.add(joined(join.otherClass(), events));
        }
        return joined;
    }

    private AggregateDefinition<?> joined(Class<? extends SpecificRecord> state, EventCatalog events) {
        List<AggregateDefinition<?>> found = events.aggregatesOf(state);
        if (found.size() != 1) {
            throw new DefinitionException(
                    "Projection '%s' joins %s, which is the state of %s; take the state of one aggregate, which is listed in META-INF/services/dev.gregor.aggregate.AggregateRoot or given to the node"
                            .formatted(
                                    name,
                                    state.getName(),
                                    found.isEmpty()
                                            ? "no aggregate"
                                            : found.stream()
                                                    .map(AggregateDefinition::type)
                                                    .toList()));
        }
        return found.get(0);
    }

    /** The key by whose partition a row is found. */
    public String partitionKey(String rowKey) {
        return window == null ? rowKey : window.partitionKey(rowKey);
    }

    /**
     * Tells definitions apart by the events that they read, in which order and whether by key, by their window, and by their rows; what their
     * functions do cannot be seen.
     */
    public String fingerprint() {
        StringBuilder shape = new StringBuilder(SchemaNormalization.toParsingForm(rowSchema));
        for (ProjectionRule<R, ?> rule : rules) {
            shape.append(rule.event().getName()).append(rule.byAggregate() ? ' ' : '*');
            if (rule.state() != null) {
                shape.append(rule.state().after() ? '>' : '<')
                        .append(rule.state().inChange() ? '!' : '.')
                        .append(rule.state().stateClass().getName());
            }
        }
        for (ProjectionJoin<R> join : joins) {
            shape.append(join.stateClass().getName())
                    .append('=')
                    .append(join.otherClass().getName());
        }
        if (window != null) {
            shape.append(window.shape());
        }
        byte[] bytes = shape.toString().getBytes(UTF_8);
        return "%016x".formatted(SchemaNormalization.fingerprint64(bytes));
    }

    /**
     * What the fingerprint is of, but with logical types in place of classes, and without packages, so that it is the same for records that have
     * moved: each field of its rows, each rule, each join, and the window.
     *
     * @throws DefinitionException as {@link #aggregateTypes} does
     */
    public List<String> parts(EventCatalog events) {
        List<String> parts = new ArrayList<>();
        parts.add("rows of " + rowSchema.getName());
        rowSchema
                .getFields()
                .forEach(field -> parts.add("the field '" + field.name() + "' of rows, "
                        + QUALIFIER
                                .matcher(SchemaNormalization.toParsingForm(field.schema()))
                                .replaceAll("")));
        for (ProjectionRule<R, ?> rule : rules) {
            parts.add("a rule for " + events.typeOf(rule.event()) + ' ' + keys(rule));
        }
        for (ProjectionJoin<R> join : joins) {
            parts.add("a join of %s with %s"
                    .formatted(
                            joined(join.stateClass(), events).type(),
                            joined(join.otherClass(), events).type()));
        }
        if (window != null) {
            parts.add("the window " + window.shape());
        }
        return parts;
    }

    private static String keys(ProjectionRule<?, ?> rule) {
        ProjectionRule.@Nullable StateUse state = rule.state();
        if (state == null) {
            return rule.byAggregate() ? "by the id of its aggregate" : "by keys of the event";
        }
        return "by a key of the state " + (state.after() ? "after" : "before") + " it"
                + (state.inChange() ? ", with the state" : "");
    }

    private String typeOf(ProjectionRule<R, ?> rule, EventCatalog events) {
        try {
            return events.typeOf(rule.event()).aggregateType();
        } catch (DefinitionException e) {
            throw new DefinitionException("Projection '" + name + "' cannot be built: " + e.getMessage());
        }
    }
}
