package dev.gregor.benchmarks.messaging;

import dev.gregor.benchmarks.account.Deposited;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.util.ClassSecurityValidator;

/** The events of all sides: each has a number, from which its key, its data and its fate follow. Their values have 1 KB. */
final class Events {

    static final String TYPE = "account.deposited.v1";

    /** Of each topic. */
    static final int PARTITIONS = 4;

    static final int KEYS = 10_000;

    private static final String PADDING = "r".repeat(1009);
    private static final BinaryMessageEncoder<Deposited> ENCODER = Deposited.getEncoder();
    private static final BinaryMessageDecoder<Deposited> DECODER = Deposited.getDecoder();

    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                ClassSecurityValidator.builder().add(Deposited.class).build()));
    }

    private Events() {}

    static Deposited event(int number) {
        return new Deposited((long) number, PADDING);
    }

    static int number(Deposited event) {
        return (int) event.getAmount();
    }

    static int keyIndex(int number) {
        return Math.floorMod(mixed(number), KEYS);
    }

    static String key(int number) {
        return "account-" + keyIndex(number);
    }

    /** One of a hundred. */
    static boolean failsForEver(int number) {
        return lot(number) == 0;
    }

    /** Ten of a hundred. */
    static boolean failsAtFirst(int number) {
        return lot(number) >= 90;
    }

    private static int lot(int number) {
        return Math.floorMod(mixed(~number), 100);
    }

    /** The last step of MurmurHash3. */
    private static int mixed(int number) {
        int mixed = number;
        mixed = (mixed ^ mixed >>> 16) * 0x85ebca6b;
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
        return mixed ^ mixed >>> 16;
    }

    /** As Avro writes it by itself. */
    static byte[] encode(Deposited event) {
        try {
            return ENCODER.encode(event).array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Avro reads it by itself. */
    static Deposited decode(byte[] value) {
        try {
            return DECODER.decode(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
