package dev.gregor.node.personal;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.seal.PersonalFields;
import dev.gregor.privacy.seal.KeyCache;
import dev.gregor.privacy.seal.SubjectKeys;
import dev.gregor.privacy.seal.SubjectSeal;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What personal fields are sealed with.
 *
 * @param place where the keys of subjects are
 * @param keys those in use
 * @param seal seals with them
 */
public record Sealing(KeyPlace place, SubjectKeys keys, SubjectSeal seal) {

    /** Seals with keys of a place. */
    public static Sealing of(KeyPlace place, KeyCache cache, MeterRegistry meters) {
        SubjectKeys keys = new SubjectKeys(place.store(), place.masters(), cache);
        return new Sealing(place, keys, new SubjectSeal(keys, meters));
    }

    /**
     * What writes sealed, and reads clear, what a codec writes and reads.
     *
     * @param known the personal fields of the classes of the application
     */
    public AvroCodec codec(AvroCodec clear, PersonalFields known) {
        return AvroCodec.sealing(clear, seal, known);
    }
}
