package dev.gregor.benchmarks.micro;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.benchmarks.account.Deposited;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An event of 150 bytes to Avro's single-object encoding and back, by the codec and by Avro itself. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Serialization {

    private static final String TOPIC = "account.events";

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final Deposited event = new Deposited(1L, "r".repeat(140));
    private final byte[] bytes = codec.encode(TOPIC, event);
    private final BinaryMessageEncoder<Deposited> encoder = Deposited.getEncoder();
    private final BinaryMessageDecoder<Deposited> decoder = Deposited.getDecoder();

    /** By the codec. */
    @Benchmark
    public byte[] encode() {
        return codec.encode(TOPIC, event);
    }

    /** By the codec. */
    @Benchmark
    public Deposited decode() {
        return codec.decode(TOPIC, bytes, Deposited.class);
    }

    /** By Avro itself. */
    @Benchmark
    public ByteBuffer encodeByAvro() throws IOException {
        return encoder.encode(event);
    }

    /** By Avro itself, which knows nothing of a topic and believes every length. */
    @Benchmark
    public Deposited decodeByAvro() throws IOException {
        return decoder.decode(bytes);
    }
}
