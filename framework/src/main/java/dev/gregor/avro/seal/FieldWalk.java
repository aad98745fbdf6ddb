package dev.gregor.avro.seal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/** One pass over the bytes of a record, that finds the values of personal fields. */
final class FieldWalk {

    /** A value of type string or bytes: where its field begins, where its own bytes begin and end. */
    record Slice(int field, int start, int end) {}

    /** The value of a personal field, with the values of the record that it is in, by their positions. */
    record Found(
            FieldPlan.Target target, Slice value, @Nullable Slice[] record) {}

    private static final byte[] NOTHING = {};
    private static final ThreadLocal<BinaryDecoder> DECODERS =
            ThreadLocal.withInitial(() -> DecoderFactory.get().binaryDecoder(NOTHING, null));

    private final FieldPlan plan;
    private final int end;
    private final BinaryDecoder in;
    private final List<Found> found = new ArrayList<>();

    private FieldWalk(FieldPlan plan, byte[] value, int header) {
        this.plan = plan;
        this.end = value.length;
        this.in = DecoderFactory.get().binaryDecoder(value, header, end - header, DECODERS.get());
    }

    /** What is found in the bytes behind the header, in the order of the bytes; null is no value. */
    static List<Found> over(byte[] value, int header, FieldPlan plan) throws IOException {
        FieldWalk walk = new FieldWalk(plan, value, header);
        try {
            walk.pass(plan.root());
        } finally {
            // The decoder stays with the thread, what it has read does not.
            DecoderFactory.get().binaryDecoder(NOTHING, walk.in);
        }
        walk.found.sort(Comparator.comparingInt(each -> each.value().field()));
        return walk.found;
    }

    private void pass(Schema schema) throws IOException {
        if (!plan.concerns(schema)) {
            GenericDatumReader.skip(schema, in);
            return;
        }
        switch (schema.getType()) {
            case RECORD -> passRecord(schema);
            case ARRAY -> {
                for (long n = in.readArrayStart(); n != 0; n = in.arrayNext()) {
                    passAll(n, schema.getElementType());
                }
            }
            case MAP -> {
                for (long n = in.readMapStart(); n != 0; n = in.mapNext()) {
                    for (long i = 0; i < n; i++) {
                        in.skipString();
                        pass(schema.getValueType());
                    }
                }
            }
            case UNION -> pass(branch(schema));
            default -> GenericDatumReader.skip(schema, in);
        }
    }

    private void passAll(long count, Schema schema) throws IOException {
        for (long i = 0; i < count; i++) {
            pass(schema);
        }
    }

    private Schema branch(Schema union) throws IOException {
        return union.getTypes().get(in.readIndex());
    }

    private void passRecord(Schema schema) throws IOException {
        List<FieldPlan.Target> targets = plan.targets(schema);
        if (targets.isEmpty()) {
            for (Schema.Field field : schema.getFields()) {
                pass(field.schema());
            }
            return;
        }
        @Nullable Slice[] values = new Slice[schema.getFields().size()];
        for (Schema.Field field : schema.getFields()) {
            if (plan.isValue(field.schema())) {
                values[field.pos()] = slice(field.schema());
            } else {
                pass(field.schema());
            }
        }
        for (FieldPlan.Target target : targets) {
            Slice value = values[target.position()];
            if (value != null) {
                found.add(new Found(target, value, values));
            }
        }
    }

    private @Nullable Slice slice(Schema schema) throws IOException {
        int field = position();
        Schema type = schema.isUnion() ? branch(schema) : schema;
        if (type.getType() == Schema.Type.NULL) {
            return null;
        }
        long length = in.readLong();
        int start = position();
        if (length < 0 || length > end - start) {
            throw new AvroRuntimeException("a length of %d in %d bytes".formatted(length, end - start));
        }
        in.skipFixed((int) length);
        return new Slice(field, start, start + (int) length);
    }

    private int position() throws IOException {
        return end - in.inputStream().available();
    }
}
