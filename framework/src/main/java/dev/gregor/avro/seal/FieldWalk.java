package dev.gregor.avro.seal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** One pass over the bytes of a record, that finds the values of personal fields. */
final class FieldWalk {

    /** A value of type string or bytes: where its field begins, where its own bytes begin and end. */
    record Slice(int field, int start, int end) {}

    /** The value of a personal field, with the values of the record that it is in, by their positions. */
    record Found(
            FieldPlan.Target target, Slice value, @Nullable Slice[] record) {}

    private final FieldPlan plan;
    private final Passing in;
    private final List<Found> found = new ArrayList<>();

    private FieldWalk(FieldPlan plan, Passing in) {
        this.plan = plan;
        this.in = in;
    }

    /** What is found in the bytes behind the header, in the order of the bytes; null is no value. */
    static List<Found> over(byte[] value, int header, FieldPlan plan) throws IOException {
        FieldWalk walk = new FieldWalk(plan, new Passing(value, header, plan.empty()));
        walk.pass(plan.root());
        walk.found.sort(Comparator.comparingInt(each -> each.value().field()));
        return walk.found;
    }

    private void pass(Schema schema) throws IOException {
        if (!plan.concerns(schema)) {
            in.value(schema);
            return;
        }
        switch (schema.getType()) {
            case RECORD -> passRecord(schema);
            case ARRAY -> passArray(schema.getElementType());
            case MAP -> passMap(schema.getValueType());
            case UNION -> pass(in.branch(schema));
            default -> in.value(schema);
        }
    }

    private void passArray(Schema items) throws IOException {
        for (long n = in.items(); n != 0; n = in.items()) {
            for (long i = 0; i < n; i++) {
                pass(items);
            }
        }
    }

    private void passMap(Schema values) throws IOException {
        for (long n = in.items(); n != 0; n = in.items()) {
            for (long i = 0; i < n; i++) {
                in.bytes(in.number());
                pass(values);
            }
        }
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
        int field = in.position();
        Schema type = schema.isUnion() ? in.branch(schema) : schema;
        if (type.getType() == Schema.Type.NULL) {
            return null;
        }
        long length = in.number();
        int start = in.position();
        in.bytes(length);
        return new Slice(field, start, in.position());
    }
}
