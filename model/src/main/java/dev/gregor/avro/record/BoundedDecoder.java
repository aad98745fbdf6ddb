package dev.gregor.avro.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary decoder, but no length in the bytes is believed that is greater than the number of bytes: Avro's own
 * allocates first, so that a few wrong bytes take all memory. One object per thread is used again and again.
 */
public final class BoundedDecoder extends Decoder {

    private static final ThreadLocal<BoundedDecoder> DECODERS = ThreadLocal.withInitial(BoundedDecoder::new);
    private static final byte[] EMPTY = {};

    private BinaryDecoder in = DecoderFactory.get().binaryDecoder(EMPTY, null);
    private int size;

    private BoundedDecoder() {}

    /** Reads one record that begins after the header and ends with the value. */
    public static Object read(byte[] value, int header, DatumReader<?> reader) throws IOException {
        BoundedDecoder decoder = DECODERS.get();
        decoder.size = value.length - header;
        decoder.in = DecoderFactory.get().binaryDecoder(value, header, decoder.size, decoder.in);
        Object record = reader.read(null, decoder);
        if (!decoder.in.isEnd()) {
            throw new AvroRuntimeException("bytes are left over after the record");
        }
        return record;
    }

    private int length() throws IOException {
        return (int) bounded(in.readLong());
    }

    private long bounded(long count) {
        if (count < 0 || count > size) {
            throw new AvroRuntimeException("a length of %d in %d bytes".formatted(count, size));
        }
        return count;
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws IOException {
        Utf8 string = old == null ? new Utf8() : old;
        int length = length();
        string.setByteLength(length);
        in.readFixed(string.getBytes(), 0, length);
        return string;
    }

    @Override
    public String readString() throws IOException {
        return new String(readBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        return ByteBuffer.wrap(readBytes());
    }

    private byte[] readBytes() throws IOException {
        byte[] bytes = new byte[length()];
        in.readFixed(bytes);
        return bytes;
    }

    @Override
    public long readArrayStart() throws IOException {
        return bounded(in.readArrayStart());
    }

    @Override
    public long arrayNext() throws IOException {
        return bounded(in.arrayNext());
    }

    @Override
    public long readMapStart() throws IOException {
        return bounded(in.readMapStart());
    }

    @Override
    public long mapNext() throws IOException {
        return bounded(in.mapNext());
    }

    @Override
    public void readNull() throws IOException {
        in.readNull();
    }

    @Override
    public boolean readBoolean() throws IOException {
        return in.readBoolean();
    }

    @Override
    public int readInt() throws IOException {
        return in.readInt();
    }

    @Override
    public long readLong() throws IOException {
        return in.readLong();
    }

    @Override
    public float readFloat() throws IOException {
        return in.readFloat();
    }

    @Override
    public double readDouble() throws IOException {
        return in.readDouble();
    }

    @Override
    public void readFixed(byte[] bytes, int start, int length) throws IOException {
        in.readFixed(bytes, start, length);
    }

    @Override
    public int readEnum() throws IOException {
        return in.readEnum();
    }

    @Override
    public int readIndex() throws IOException {
        return in.readIndex();
    }

    @Override
    public void skipString() throws IOException {
        in.skipString();
    }

    @Override
    public void skipBytes() throws IOException {
        in.skipBytes();
    }

    @Override
    public void skipFixed(int length) throws IOException {
        in.skipFixed(length);
    }

    @Override
    public long skipArray() throws IOException {
        return bounded(in.skipArray());
    }

    @Override
    public long skipMap() throws IOException {
        return bounded(in.skipMap());
    }
}
