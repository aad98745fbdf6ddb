package dev.gregor.avro.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.schema.MovedNames;
import dev.gregor.failure.PermanentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryData;
import org.jspecify.annotations.Nullable;

/** Seals and opens the personal fields in the bytes of records of one schema. Thread-safe. */
public final class SealedFields {

    private static final int LONGEST_NUMBER = 10;

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
            return changed(value, FieldWalk.over(value, header, plan), found -> sealed(value, found, seal));
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
        return plan.isEmpty() ? value : changed(value, readable(value, header), found -> opened(value, found, seal));
    }

    private interface Change {
        /** What the field consists of afterwards; null to leave it. */
        byte @Nullable [] of(FieldWalk.Found found);
    }

    private static byte[] changed(byte[] value, List<FieldWalk.Found> all, Change change) {
        @Nullable ByteArrayOutputStream out = null;
        int copied = 0;
        for (FieldWalk.Found found : all) {
            byte @Nullable [] field = change.of(found);
            if (field != null) {
                out = out == null ? new ByteArrayOutputStream(value.length * 2) : out;
                out.write(value, copied, found.value().field() - copied);
                out.writeBytes(field);
                copied = found.value().end();
            }
        }
        if (out == null) {
            return value;
        }
        out.write(value, copied, value.length - copied);
        return out.toByteArray();
    }

    private List<FieldWalk.Found> readable(byte[] value, int header) {
        try {
            return FieldWalk.over(value, header, plan);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return List.of(); // Who reads it says what is wrong with it.
        }
    }

    private static byte @Nullable [] sealed(byte[] value, FieldWalk.Found found, FieldSeal seal) {
        FieldPlan.Target target = found.target();
        FieldWalk.Slice clear = found.value();
        String subject = subject(value, found, target.mark().subjectField());
        if (subject.isEmpty()) {
            if (clear.start() == clear.end()) {
                return null;
            }
            throw new PermanentException("Field %s is personal, but %s, which has to name its subject, is empty"
                    .formatted(target.place(), target.mark().subjectField()));
        }
        byte @Nullable [] sealed =
                seal.seal(subject, target.place(), Arrays.copyOfRange(value, clear.start(), clear.end()));
        return sealed == null
                ? replacement(target)
                : field(target, new SealedText(target.mark().subjectField(), sealed).value(target.type()));
    }

    private byte @Nullable [] opened(byte[] value, FieldWalk.Found found, FieldSeal seal) {
        FieldPlan.Target target = found.target();
        FieldWalk.Slice slice = found.value();
        if (!SealedText.isAt(value, slice.start(), slice.end())) {
            return null;
        }
        SealedText text = SealedText.read(target.type(), value, slice.start(), slice.end());
        byte @Nullable [] clear =
                seal.open(subject(value, found, text.subjectField()), place(target, text), text.sealed());
        return clear == null ? replacement(target) : field(target, clear);
    }

    /** The place that a value was sealed for: the mark may have named another field then. */
    private Place place(FieldPlan.Target target, SealedText text) {
        PersonalField mark = target.mark();
        Schema record = target.record();
        return text.subjectField().equals(mark.subjectField())
                ? target.place()
                : new Place(
                        plan.root().getFullName(),
                        record.getFullName(),
                        record.getFields().get(target.position()).name(),
                        text.subjectField());
    }

    /** Empty if there is no such field. */
    private static String subject(byte[] value, FieldWalk.Found found, String field) {
        Schema.@Nullable Field subject = found.target().record().getField(field);
        FieldWalk.@Nullable Slice slice = subject == null ? null : found.record()[subject.pos()];
        return slice == null ? "" : new String(value, slice.start(), slice.end() - slice.start(), UTF_8);
    }

    private static byte[] replacement(FieldPlan.Target target) {
        String text = target.mark().replacement();
        if (text == null && target.schema().isUnion()) {
            return numbers(indexOf(target.schema(), Schema.Type.NULL));
        }
        return field(target, text == null ? new byte[0] : text.getBytes(UTF_8));
    }

    private static byte[] field(FieldPlan.Target target, byte[] value) {
        byte[] before = target.schema().isUnion()
                ? numbers(indexOf(target.schema(), target.type()), value.length)
                : numbers(value.length);
        byte[] field = Arrays.copyOf(before, before.length + value.length);
        System.arraycopy(value, 0, field, before.length, value.length);
        return field;
    }

    private static int indexOf(Schema union, Schema.Type type) {
        return union.getTypes().stream().map(Schema::getType).toList().indexOf(type);
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
