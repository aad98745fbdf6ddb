package dev.gregor.avro.seal;

import dev.gregor.avro.schema.MovedNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a schema declares of the text in its records: strings, bytes, and what consists of them, without a logical type. A field that names
 * a subject is declared by the mark that names it. Records are known by their names without the namespace, so that a move changes nothing.
 *
 * @param declared which fields are {@link PersonalField#MARK personal}, and which fields or records are {@link #IMPERSONAL}
 * @param undeclared the fields with text of which nothing is declared, so that nobody knows whether it is personal
 */
public record DeclaredText(Set<String> declared, Set<String> undeclared) {

    /** The property of a field, or of a record, that nothing personal is in it. */
    public static final String IMPERSONAL = "gregor.impersonal";

    /** Copies the sets. */
    public DeclaredText {
        declared = Set.copyOf(declared);
        undeclared = Set.copyOf(undeclared);
    }

    /**
     * What is declared in a schema.
     *
     * @throws dev.gregor.failure.PermanentException if a field is marked that cannot be personal
     */
    public static DeclaredText of(Schema schema) {
        PersonalFields personal = PersonalFields.of(schema);
        Set<String> declared = new TreeSet<>();
        Set<String> undeclared = new TreeSet<>();
        personal.all().forEach(each -> declared.add(PersonalField.MARK + ' ' + each.place()));
        for (Schema type : MovedNames.named(schema).values()) {
            if (type.getType() != Schema.Type.RECORD) {
                continue;
            }
            if (isImpersonal(type)) {
                declared.add(IMPERSONAL + ' ' + type.getName());
                continue;
            }
            Set<String> known = known(type, personal);
            for (Schema.Field field : type.getFields()) {
                String place = PersonalField.place(type.getFullName(), field.name());
                if (isImpersonal(PersonalField.property(field, IMPERSONAL))) {
                    declared.add(IMPERSONAL + ' ' + place);
                } else if (isText(field.schema()) && !known.contains(field.name())) {
                    undeclared.add(place);
                }
            }
        }
        return new DeclaredText(declared, isImpersonal(schema) ? Set.of() : undeclared);
    }

    /** Whether a record says that nothing personal is in it, though it is in what it is made of. */
    public static boolean isImpersonal(Schema record) {
        return isImpersonal(record.getObjectProp(IMPERSONAL));
    }

    /** The fields of a record that are marked, and those that marks name. */
    private static Set<String> known(Schema record, PersonalFields personal) {
        List<String> names = new ArrayList<>();
        personal.all().stream()
                .filter(each -> each.record().equals(record.getFullName()))
                .forEach(each -> names.addAll(List.of(each.name(), each.subjectField())));
        return Set.copyOf(names);
    }

    private static boolean isImpersonal(@Nullable Object property) {
        return "true".equals(String.valueOf(property));
    }

    private static boolean isText(Schema schema) {
        return switch (schema.getType()) {
            case STRING, BYTES -> schema.getProp(LogicalType.LOGICAL_TYPE_PROP) == null;
            case UNION -> schema.getTypes().stream().anyMatch(DeclaredText::isText);
            case ARRAY -> isText(schema.getElementType());
            case MAP -> true;
            default -> false;
        };
    }
}
