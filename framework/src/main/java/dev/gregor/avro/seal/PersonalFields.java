package dev.gregor.avro.seal;

import dev.gregor.avro.schema.MovedNames;
import dev.gregor.failure.PermanentException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The personal fields of a record and of those in it.
 *
 * @param all in the order of the schema
 */
public record PersonalFields(List<PersonalField> all) {

    /** No personal field. */
    public static final PersonalFields NONE = new PersonalFields(List.of());

    /**
     * The personal fields of a schema.
     *
     * @throws PermanentException if a mark is where it has no meaning; names record, field and cure
     */
    public static PersonalFields of(Schema schema) {
        List<PersonalField> found = new ArrayList<>();
        for (Schema type : MovedNames.named(schema).values()) {
            requireUnmarked(type.getFullName(), type);
            if (type.getType() == Schema.Type.RECORD) {
                type.getFields().forEach(field -> {
                    PersonalField.of(type, field).ifPresent(found::add);
                    parts(field.schema())
                            .forEach(part -> requireUnmarked(type.getFullName() + '.' + field.name(), part));
                });
            }
        }
        return found.isEmpty() ? NONE : new PersonalFields(List.copyOf(found));
    }

    /** The personal fields of a schema of which nobody knows whether its marks are right; none if one is wrong. */
    public static PersonalFields in(Schema schema) {
        try {
            return of(schema);
        } catch (PermanentException e) {
            return NONE;
        }
    }

    /** The personal fields of all of these. */
    public static PersonalFields together(Collection<PersonalFields> parts) {
        List<PersonalField> all =
                parts.stream().flatMap(each -> each.all.stream()).distinct().toList();
        return all.isEmpty() ? NONE : new PersonalFields(all);
    }

    /** What the type of a field consists of, without the type itself, what is in a union, and records. */
    private static Stream<Schema> parts(Schema schema) {
        return switch (schema.getType()) {
            case ARRAY -> Stream.concat(Stream.of(schema.getElementType()), parts(schema.getElementType()));
            case MAP -> Stream.concat(Stream.of(schema.getValueType()), parts(schema.getValueType()));
            case UNION -> schema.getTypes().stream().flatMap(PersonalFields::parts);
            default -> Stream.of();
        };
    }

    private static void requireUnmarked(String where, Schema schema) {
        if (schema.getObjectProp(PersonalField.MARK) != null) {
            throw new PermanentException(
                    "%s has %s at a type within it; put the property at a field of type string or bytes"
                            .formatted(where, PersonalField.MARK));
        }
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** The field of a record. */
    Optional<PersonalField> find(String record, String field) {
        return all.stream()
                .filter(each -> each.record().equals(record) && each.name().equals(field))
                .findFirst();
    }

    /** A field of this name, of whatever record: the record may have been called otherwise when it was written. */
    Optional<PersonalField> named(Schema.Field field) {
        return all.stream().filter(each -> each.name().equals(field.name())).findFirst();
    }

    /** Whether all fields that are personal there are so here. */
    public boolean containsAll(PersonalFields others) {
        return others.all.stream()
                .allMatch(each -> find(each.record(), each.name()).isPresent());
    }
}
