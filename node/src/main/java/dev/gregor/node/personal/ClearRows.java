package dev.gregor.node.personal;

import static java.util.Objects.requireNonNull;

import dev.gregor.avro.record.GeneratedClasses;
import dev.gregor.avro.schema.MovedNames;
import dev.gregor.avro.seal.DeclaredText;
import dev.gregor.avro.seal.PersonalField;
import dev.gregor.avro.seal.PersonalFields;
import dev.gregor.event.EventCatalog;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.ProjectionJoin;
import dev.gregor.projection.ProjectionRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read models whose rows may hold personal fields in clear. They read personal fields, and their rows do not mark fields of all
 * these names, or have text that is neither marked nor declared to be impersonal, for a row may say the same in two fields.
 *
 * @param names of the read models
 */
public record ClearRows(Set<String> names) {

    private static final Logger LOG = LoggerFactory.getLogger(ClearRows.class);

    /** Looks for them, and tells of each. */
    public static ClearRows of(Collection<ProjectionDefinition<?>> projections, EventCatalog events) {
        Set<String> clear = new TreeSet<>();
        for (ProjectionDefinition<?> each : projections) {
            List<String> reasons = reasons(each, events);
            if (!reasons.isEmpty()) {
                LOG.info(
                        "Read model '{}' is built again when a subject is forgotten: {}. Mark fields of its rows with {}, under the names of the fields that they are made of or with these as aliases, and other text with {}=true, or its record if nothing personal is in it",
                        each.name(),
                        String.join(", and ", reasons),
                        PersonalField.MARK,
                        DeclaredText.IMPERSONAL);
                clear.add(each.name());
            }
        }
        return new ClearRows(clear);
    }

    /** Why the rows may have personal fields in clear; empty if they have not. */
    private static List<String> reasons(ProjectionDefinition<?> projection, EventCatalog events) {
        Schema row = projection.rowSchema();
        Set<String> read = new TreeSet<>();
        sources(projection, events).forEach(schema -> read.addAll(fieldNames(schema)));
        if (read.isEmpty() || DeclaredText.isImpersonal(row)) {
            return List.of();
        }
        List<String> reasons = new ArrayList<>();
        read.removeAll(marked(row));
        if (!read.isEmpty()) {
            reasons.add("it reads the personal fields %s, which its rows do not mark".formatted(read));
        }
        Set<String> undeclared = DeclaredText.of(row).undeclared();
        if (!undeclared.isEmpty()) {
            reasons.add("what the text in %s of its rows says is not known".formatted(new TreeSet<>(undeclared)));
        }
        return reasons;
    }

    private static Set<String> fieldNames(Schema schema) {
        Set<String> names = new HashSet<>();
        PersonalFields.of(schema).all().forEach(field -> names.add(field.name()));
        return names;
    }

    /** The names of the personal fields of rows, and their aliases, which are what the fields are called that they are made of. */
    private static Set<String> marked(Schema row) {
        Map<String, Schema> records = MovedNames.named(row);
        Set<String> names = fieldNames(row);
        PersonalFields.of(row)
                .all()
                .forEach(field -> names.addAll(requireNonNull(records.get(field.record()))
                        .getField(field.name())
                        .aliases()));
        return names;
    }

    /** Events as they are today and as they were recorded, and states. */
    private static Stream<Schema> sources(ProjectionDefinition<?> projection, EventCatalog events) {
        return Stream.concat(
                projection.rules().stream().flatMap(rule -> sources(rule, events)),
                projection.joins().stream().flatMap(ClearRows::sources));
    }

    private static Stream<Schema> sources(ProjectionRule<?, ?> rule, EventCatalog events) {
        Stream<Schema> recorded = events.recordedTypesOf(rule.event()).stream()
                .flatMap(type -> events.find(type).stream())
                .map(event -> event.schema());
        ProjectionRule.StateUse state = rule.state();
        Stream<Class<? extends SpecificRecord>> read =
                state == null ? Stream.of(rule.event()) : Stream.of(rule.event(), state.stateClass());
        return Stream.concat(recorded, read.map(GeneratedClasses::schema));
    }

    private static Stream<Schema> sources(ProjectionJoin<?> join) {
        return Stream.<Class<? extends SpecificRecord>>of(join.stateClass(), join.otherClass())
                .map(GeneratedClasses::schema);
    }
}
