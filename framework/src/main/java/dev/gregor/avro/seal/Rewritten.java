package dev.gregor.avro.seal;

import java.util.List;

/**
 * A field of a record that consists of something else from now on.
 *
 * @param before where it was
 * @param beginning what its value stands behind: the number of a branch of a union, a length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Rewritten(FieldWalk.Slice before, byte[] beginning, byte[] value) {

    /** The same bytes with these fields, which are in their order. */
    static byte[] in(byte[] bytes, List<Rewritten> fields) {
        if (fields.isEmpty()) {
            return bytes;
        }
        int length = bytes.length;
        for (Rewritten each : fields) {
            length += each.beginning.length + each.value.length - (each.before.end() - each.before.field());
        }
        byte[] out = new byte[length];
        int copied = 0;
        int at = 0;
        for (Rewritten each : fields) {
            at = copy(bytes, copied, each.before.field(), out, at);
            at = copy(each.beginning, 0, each.beginning.length, out, at);
            at = copy(each.value, 0, each.value.length, out, at);
            copied = each.before.end();
        }
        copy(bytes, copied, bytes.length, out, at);
        return out;
    }

    private static int copy(byte[] from, int start, int end, byte[] to, int at) {
        System.arraycopy(from, start, to, at, end - start);
        return at + end - start;
    }
}
