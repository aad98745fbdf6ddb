package dev.gregor.avro.seal;

import dev.gregor.failure.PermanentException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A field that its schema marks as personal.
 *
 * @param record the full name of the record that has it
 * @param name its name
 * @param subjectField the field of the same record with the subject's id
 * @param replacement what it reads as when the subject is forgotten; null for null, or for nothing if it cannot be null
 */
public record PersonalField(
        String record,
        String name,
        String subjectField,
        @Nullable String replacement) {

    /** The property of a field that names the field with the subject's id. */
    public static final String MARK = "gregor.personal";

    /** The property with the replacement, as text. */
    public static final String REPLACEMENT = "gregor.replacement";

    /**
     * What a field of a record is marked as.
     *
     * @throws PermanentException if a field like this cannot be personal; names record, field and cure
     */
    static Optional<PersonalField> of(Schema record, Schema.Field field) {
        @Nullable Object mark = property(field, MARK);
        @Nullable Object replacement = property(field, REPLACEMENT);
        if (mark == null && replacement == null) {
            return Optional.empty();
        }
        if (!(mark instanceof String subjectField)) {
            throw refused(record, field, MARK + " is " + mark + "; give the name of the field with the subject's id");
        }
        if (replacement != null && !(replacement instanceof String)) {
            throw refused(record, field, REPLACEMENT + " is " + replacement + "; give text");
        }
        requireType(record, field);
        requireSubject(record, field, subjectField);
        return Optional.of(new PersonalField(record.getFullName(), field.name(), subjectField, (String) replacement));
    }

    private static void requireType(Schema record, Schema.Field field) {
        boolean isPossible = valueSchema(field.schema())
                .filter(value -> value.getProp(LogicalType.LOGICAL_TYPE_PROP) == null)
                .isPresent();
        if (!isPossible) {
            throw refused(
                    record,
                    field,
                    "its type is %s; make it string or bytes without a logical type, or a union of null and one of them"
                            .formatted(field.schema()));
        }
    }

    private static void requireSubject(Schema record, Schema.Field field, String subjectField) {
        Schema.@Nullable Field subject = record.getField(subjectField);
        if (subject == null) {
            throw refused(
                    record,
                    field,
                    "the record has no field %s with the subject's id; name one of %s"
                            .formatted(
                                    subjectField,
                                    record.getFields().stream()
                                            .map(Schema.Field::name)
                                            .toList()));
        }
        if (subject.schema().getType() != Schema.Type.STRING) {
            throw refused(
                    record,
                    field,
                    "%s has the type %s; the subject's id has to be a string, and not null"
                            .formatted(subjectField, subject.schema()));
        }
        if (property(subject, MARK) != null) {
            throw refused(record, field, subjectField + " is personal itself; name a field that is not");
        }
    }

    private static PermanentException refused(Schema record, Schema.Field field, String why) {
        return new PermanentException(
                "Field %s of %s cannot be personal: %s".formatted(field.name(), record.getFullName(), why));
    }

    /** Where it is, with the name of the record without its namespace, so that a move changes nothing. */
    public String place() {
        return place(record, name);
    }

    static String place(String record, String field) {
        return record.substring(record.lastIndexOf('.') + 1) + '.' + field;
    }

    /** A property of a field, or of its type, where IDL puts what stands before the type. */
    static @Nullable Object property(Schema.Field field, String name) {
        Stream<JsonProperties> types = field.schema().isUnion()
                ? field.schema().getTypes().stream().map(JsonProperties.class::cast)
                : Stream.of(field.schema());
        return Stream.concat(Stream.of(field), types)
                .flatMap(each -> Stream.ofNullable(each.getObjectProp(name)))
                .findFirst()
                .orElse(null);
    }

    /** The type of a value that can be sealed: string or bytes, or one of them in a union with null. */
    static Optional<Schema> valueSchema(Schema schema) {
        List<Schema> types = schema.isUnion() ? schema.getTypes() : List.of(schema);
        List<Schema> values = types.stream()
                .filter(each -> each.getType() == Schema.Type.STRING || each.getType() == Schema.Type.BYTES)
                .toList();
        boolean isValue = values.size() == 1 && (types.size() == 1 || (types.size() == 2 && schema.isNullable()));
        return isValue ? Optional.of(values.get(0)) : Optional.empty();
    }
}
