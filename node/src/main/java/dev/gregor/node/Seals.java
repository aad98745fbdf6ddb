package dev.gregor.node;

import dev.gregor.avro.AvroCodec;
import dev.gregor.node.personal.KeyPlace;
import dev.gregor.node.personal.PersonalSchemas;
import dev.gregor.node.personal.Sealing;
import dev.gregor.node.settings.PrivacySettings;
import dev.gregor.node.settings.Settings;
import dev.gregor.privacy.key.MemoryKeyStore;
import dev.gregor.privacy.seal.KeyCache;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What personal fields of a domain are sealed with. */
record Seals(Settings settings, Domain domain, Messages messages, Kafka kafka) {

    private static final String CURE = "give the node one by privacy(...)";

    /**
     * Finds out with what to seal; empty if nothing is to be sealed, and there is no place for keys.
     *
     * @param given the place that the application names itself
     * @throws StartException if there are personal fields and no place, or one that loses the keys
     * @throws dev.gregor.failure.PermanentException if a field is marked that cannot be personal
     */
    Optional<Sealing> open(@Nullable KeyPlace given, MeterRegistry meters) {
        PersonalSchemas personal = PersonalSchemas.of(
                domain.aggregates(),
                domain.projectionDefinitions(),
                messages.types().classes());
        if (given == null) {
            requireNone(personal);
            return Optional.empty();
        }
        if (given.store() instanceof MemoryKeyStore && !kafka.inProcess()) {
            throw new StartException(
                    "The keys of subjects would be lost with this process, and what they seal in Kafka at %s with them: give privacy(...) a store that keeps them"
                            .formatted(kafka.servers()),
                    null);
        }
        PrivacySettings privacy = settings.privacy();
        return Optional.of(Sealing.of(given, new KeyCache(privacy.cacheLife(), privacy.cacheSubjects()), meters));
    }

    private static void requireNone(PersonalSchemas personal) {
        if (!personal.isEmpty()) {
            throw new StartException(
                    "There are personal fields in %s, but no store for the keys of their subjects: %s"
                            .formatted(String.join(", ", personal.byName().keySet()), CURE),
                    null);
        }
    }

    /** What writes sealed, and reads clear, what a codec writes and reads; the codec itself if nothing is to be sealed. */
    static AvroCodec sealed(AvroCodec clear, Optional<Sealing> sealing) {
        return sealing.map(each -> each.codec(clear)).orElse(clear);
    }

    static IllegalStateException missing() {
        return new IllegalStateException("There is no store for the keys of subjects: " + CURE);
    }
}
