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
    public Values of(String subject) {
        return new CountingValues(seal.of(subject), replaced);
    }

    private record CountingValues(Values values, LongAdder replaced) implements Values {

        @Override
        public byte @Nullable [] seal(Place place, byte[] record, int start, int end) {
            byte @Nullable [] sealed = values.seal(place, record, start, end);
            if (sealed == null) {
                replaced.increment();
            }
            return sealed;
        }

        @Override
        public byte @Nullable [] open(Place place, byte[] record, int start, int end) {
            return values.open(place, record, start, end);
        }
    }
}
