package dev.gregor.avro.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The subjects of the personal fields in the bytes of one record. Asks once for those of one subject that follow one another. */
final class Subjects {

    private final byte[] value;
    private final FieldSeal seal;
    private FieldWalk.@Nullable Slice last;
    private FieldSeal.@Nullable Values lastValues;

    Subjects(byte[] value, FieldSeal seal) {
        this.value = value;
        this.seal = seal;
    }

    /** The bytes of the record. */
    byte[] value() {
        return value;
    }

    /** Where the id of a subject is; null if there is no such field. */
    FieldWalk.@Nullable Slice find(FieldWalk.Found found, String field) {
        Schema.@Nullable Field subject = found.target().record().getField(field);
        return subject == null ? null : found.record()[subject.pos()];
    }

    /** The values of a subject; of the empty one, if its id is nowhere. */
    FieldSeal.Values of(FieldWalk.@Nullable Slice id) {
        FieldSeal.Values known = lastValues;
        if (known == null || !isLast(id)) {
            known = seal.of(id == null ? "" : new String(value, id.start(), id.end() - id.start(), UTF_8));
            last = id;
            lastValues = known;
        }
        return known;
    }

    private boolean isLast(FieldWalk.@Nullable Slice id) {
        return Objects.equals(id, last)
                || (id != null
                        && last != null
                        && Arrays.equals(value, id.start(), id.end(), value, last.start(), last.end()));
    }
}
