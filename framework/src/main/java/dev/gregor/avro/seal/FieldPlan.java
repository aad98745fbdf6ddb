package dev.gregor.avro.seal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Where the personal fields of a schema are. */
final class FieldPlan {

    /**
     * A field that may have a sealed value.
     *
     * @param record the record that has it
     * @param type string or bytes
     * @param place where it is, with the field that the mark names
     */
    record Target(Schema record, int position, Schema.Type type, PersonalField mark, Place place) {

        Schema schema() {
            return record.getFields().get(position).schema();
        }
    }

    private final Schema root;
    private final IdentityHashMap<Schema, List<Target>> targets = new IdentityHashMap<>();
    private final Set<Schema> concerned = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Schema> values = Collections.newSetFromMap(new IdentityHashMap<>());
    private final EmptyTypes empty;

    /**
     * The plan of a schema.
     *
     * @param mark what a field of a record is to be taken for
     */
    FieldPlan(Schema root, BiFunction<Schema, Schema.Field, Optional<PersonalField>> mark) {
        this.root = root;
        Set<Schema> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        find(root, mark, seen);
        this.empty = new EmptyTypes(seen);
        boolean isNew = true;
        while (isNew) { // A record may be in itself.
            isNew = false;
            for (Schema each : seen) {
                isNew |= !concerned.contains(each) && hasTargets(each) && concerned.add(each);
            }
        }
    }

    private void find(Schema schema, BiFunction<Schema, Schema.Field, Optional<PersonalField>> mark, Set<Schema> seen) {
        if (!seen.add(schema)) {
            return;
        }
        if (schema.getType() == Schema.Type.RECORD) {
            List<Target> found = schema.getFields().stream()
                    .flatMap(field -> mark.apply(schema, field).flatMap(each -> target(schema, field, each)).stream())
                    .toList();
            targets.put(schema, found);
            if (!found.isEmpty()) {
                schema.getFields().stream()
                        .map(Schema.Field::schema)
                        .filter(each -> PersonalField.valueSchema(each).isPresent())
                        .forEach(values::add);
            }
        }
        inner(schema).forEach(each -> find(each, mark, seen));
    }

    private Optional<Target> target(Schema record, Schema.Field field, PersonalField mark) {
        return PersonalField.valueSchema(field.schema())
                .map(value -> new Target(
                        record,
                        field.pos(),
                        value.getType(),
                        mark,
                        new Place(
                                root.getFullName(),
                                record.getFullName(),
                                field.name(),
                                mark.subjectField(),
                                value.getType())));
    }

    private static List<Schema> inner(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> schema.getFields().stream().map(Schema.Field::schema).toList();
            case ARRAY -> List.of(schema.getElementType());
            case MAP -> List.of(schema.getValueType());
            case UNION -> schema.getTypes();
            default -> List.of();
        };
    }

    private boolean hasTargets(Schema schema) {
        return !targets(schema).isEmpty() || inner(schema).stream().anyMatch(concerned::contains);
    }

    Schema root() {
        return root;
    }

    /** Whether there is nothing to find. */
    boolean isEmpty() {
        return concerned.isEmpty();
    }

    /** Whether there may be a personal field in a value of this schema. */
    boolean concerns(Schema schema) {
        return concerned.contains(schema);
    }

    /** The personal fields that the record itself has. */
    List<Target> targets(Schema record) {
        @Nullable List<Target> found = targets.get(record);
        return found == null ? List.of() : found;
    }

    /** The types whose values take no bytes. */
    EmptyTypes empty() {
        return empty;
    }

    /** Whether this is the type of a value of its own, and not one that others are in. */
    boolean isValue(Schema schema) {
        return values.contains(schema);
    }
}
