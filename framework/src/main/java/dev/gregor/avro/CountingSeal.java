package dev.gregor.avro;

import dev.gregor.avro.seal.FieldSeal;
import dev.gregor.avro.seal.Place;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts the values that are not sealed, for their subject is forgotten.
 *
 * @param replaced how many
 */
record CountingSeal(FieldSeal seal, LongAdder replaced) implements FieldSeal {

    CountingSeal(FieldSeal seal) {
        this(seal, new LongAdder());
    }

    @Override
    public byte @Nullable [] seal(String subject, Place place, byte[] clear) {
        byte @Nullable [] sealed = seal.seal(subject, place, clear);
        if (sealed == null) {
            replaced.increment();
        }
        return sealed;
    }

    @Override
    public byte @Nullable [] open(String subject, Place place, byte[] sealed) {
        return seal.open(subject, place, sealed);
    }
}
