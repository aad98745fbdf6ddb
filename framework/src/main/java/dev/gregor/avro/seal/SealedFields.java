package dev.gregor.avro.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.schema.MovedNames;
import dev.gregor.failure.PermanentException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryData;
import org.jspecify.annotations.Nullable;

/** Seals and opens the personal fields in the bytes of records of one schema. Thread-safe. */
public final class SealedFields {

    private static final int LONGEST_NUMBER = 10;
    private static final byte[] NOTHING = {};

    private final FieldPlan plan;

    private SealedFields(FieldPlan plan) {
        this.plan = plan;
    }

    /**
     * The fields to seal in what is written.
     *
     * @param own the schema of the class, whose marks count
     * @param written the schema that it is written with, whose marks count as well
     * @throws PermanentException if a mark is wrong, or a marked field cannot be found in what is written
     */
    public static SealedFields toWrite(Schema own, Schema written) {
        PersonalFields marks = PersonalFields.of(own);
        PersonalFields others = own.equals(written) ? marks : PersonalFields.of(written);
        Map<String, Schema> names = MovedNames.named(written);
        marks.all().stream()
                .filter(each -> !names.containsKey(each.record()))
                .findFirst()
                .ifPresent(each -> {
                    throw new PermanentException(
                            "Field %s of %s is personal, but what is written is a %s without such a record; register the schema of %s as the latest"
                                    .formatted(each.name(), each.record(), written.getFullName(), own.getFullName()));
                });
        return new SealedFields(new FieldPlan(
                written,
                (record, field) -> marks.find(record.getFullName(), field.name())
                        .or(() -> others.find(record.getFullName(), field.name()))));
    }

    /**
     * The fields that may be sealed in what was written.
     *
     * @param written the schema that it was written with; its fields are looked for under the names of the reader's, too, since a record
     *     may have had other names
     * @param read the schema that it is read with; its replacements come first
     */
    public static SealedFields toRead(Schema written, Schema read) {
        PersonalFields marks = PersonalFields.of(read);
        PersonalFields others = PersonalFields.in(written);
        return new SealedFields(new FieldPlan(
                written,
                (record, field) -> marks.find(record.getFullName(), field.name())
                        .or(() -> marks.named(field))
                        .or(() -> others.find(record.getFullName(), field.name()))));
    }

    /**
     * The fields to seal in what is written with a schema whose class is not known.
     *
     * @param known the fields of all classes that there are, whose marks count as well
     * @throws PermanentException if a mark of the schema is wrong
     */
    public static SealedFields toWrite(Schema written, PersonalFields known) {
        return marked(written, PersonalFields.of(written), known);
    }

    /**
     * The fields that may be sealed in what was written with a schema, and is read by it.
     *
     * @param known the fields of all classes that there are, whose marks count as well
     */
    public static SealedFields toRead(Schema written, PersonalFields known) {
        return marked(written, PersonalFields.in(written), known);
    }

    private static SealedFields marked(Schema written, PersonalFields marks, PersonalFields known) {
        return new SealedFields(new FieldPlan(
                written,
                (record, field) -> marks.find(record.getFullName(), field.name())
                        .or(() -> known.find(record.getFullName(), field.name()))));
    }

    /** Whether no field is personal. */
    public boolean isEmpty() {
        return plan.isEmpty();
    }

    /**
     * The same record with sealed fields; of a forgotten subject, with their replacements.
     *
     * @param header the number of bytes before the record
     * @throws PermanentException if a personal field has a value, but its subject's id is empty
     */
    public byte[] seal(byte[] value, int header, FieldSeal seal) {
        if (plan.isEmpty()) {
            return value;
        }
        try {
            Subjects subjects = new Subjects(value, seal);
            return changed(value, FieldWalk.over(value, header, plan), found -> sealed(found, subjects));
        } catch (IOException e) {
            throw new PermanentException(
                    "The personal fields of a %s cannot be found in its bytes: %s"
                            .formatted(plan.root().getFullName(), e),
                    e);
        }
    }

    /**
     * The same record with clear fields; with their replacements, where the subject is forgotten or a value was not sealed for its
     * place. What was never sealed stays, and so do bytes that are no such record.
     *
     * @param header the number of bytes before the record
     */
    public byte[] open(byte[] value, int header, FieldSeal seal) {
        if (plan.isEmpty()) {
            return value;
        }
        Subjects subjects = new Subjects(value, seal);
        return changed(value, readable(value, header), found -> opened(found, subjects));
    }

    private interface Change {
        /** What the field consists of afterwards; null to leave it. */
        @Nullable
        Rewritten of(FieldWalk.Found found);
    }

    private static byte[] changed(byte[] value, List<FieldWalk.Found> all, Change change) {
        List<Rewritten> fields = new ArrayList<>(all.size());
        for (FieldWalk.Found found : all) {
            Rewritten field = change.of(found);
            if (field != null) {
                fields.add(field);
            }
        }
        return Rewritten.in(value, fields);
    }

    private List<FieldWalk.Found> readable(byte[] value, int header) {
        try {
            return FieldWalk.over(value, header, plan);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return List.of(); // Who reads it says what is wrong with it.
        }
    }

    private static @Nullable Rewritten sealed(FieldWalk.Found found, Subjects subjects) {
        FieldPlan.Target target = found.target();
        FieldWalk.Slice clear = found.value();
        String subjectField = target.mark().subjectField();
        FieldWalk.Slice subject = subjects.find(found, subjectField);
        if (subject == null || subject.start() == subject.end()) {
            if (clear.start() == clear.end()) {
                return null;
            }
            throw new PermanentException("Field %s is personal, but %s, which has to name its subject, is empty"
                    .formatted(target.place(), subjectField));
        }
        byte @Nullable [] sealed =
                subjects.of(subject).seal(target.place(), subjects.value(), clear.start(), clear.end());
        return sealed == null ? replacement(found) : field(found, sealed);
    }

    private @Nullable Rewritten opened(FieldWalk.Found found, Subjects subjects) {
        FieldPlan.Target target = found.target();
        FieldWalk.Slice text = found.value();
        byte[] value = subjects.value();
        if (!SealedText.isAt(value, text.start(), text.end())) {
            return null;
        }
        String subjectField = target.place().isIn(value, text.start(), text.end())
                ? target.mark().subjectField()
                : SealedText.read(target.type(), value, text.start(), text.end())
                        .subjectField();
        FieldWalk.Slice subject = subjects.find(found, subjectField);
        byte @Nullable [] clear =
                subjects.of(subject).open(place(target, subjectField), value, text.start(), text.end());
        return clear == null ? replacement(found) : field(found, clear);
    }

    /** The place that a value was sealed for: the mark may have named another field then. */
    private Place place(FieldPlan.Target target, String subjectField) {
        Schema record = target.record();
        return subjectField.equals(target.mark().subjectField())
                ? target.place()
                : new Place(
                        plan.root().getFullName(),
                        record.getFullName(),
                        record.getFields().get(target.position()).name(),
                        subjectField,
                        target.type());
    }

    private static Rewritten replacement(FieldWalk.Found found) {
        Schema schema = found.target().schema();
        String text = found.target().mark().replacement();
        if (text == null && schema.isUnion()) {
            return new Rewritten(found.value(), numbers(indexOf(schema, Schema.Type.NULL)), NOTHING);
        }
        return field(found, text == null ? NOTHING : text.getBytes(UTF_8));
    }

    private static Rewritten field(FieldWalk.Found found, byte[] value) {
        Schema schema = found.target().schema();
        byte[] beginning = schema.isUnion()
                ? numbers(indexOf(schema, found.target().type()), value.length)
                : numbers(value.length);
        return new Rewritten(found.value(), beginning, value);
    }

    private static int indexOf(Schema union, Schema.Type type) {
        int index = 0;
        while (union.getTypes().get(index).getType() != type) {
            index++;
        }
        return index;
    }

    private static byte[] numbers(int... numbers) {
        byte[] bytes = new byte[LONGEST_NUMBER * numbers.length];
        int length = 0;
        for (int each : numbers) {
            length += BinaryData.encodeLong(each, bytes, length);
        }
        return Arrays.copyOf(bytes, length);
    }
}
