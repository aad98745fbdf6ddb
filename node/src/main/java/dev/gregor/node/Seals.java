package dev.gregor.node;

import dev.gregor.avro.AvroCodec;
import dev.gregor.node.closing.Closing;
import dev.gregor.node.personal.KeyPlace;
import dev.gregor.node.personal.KeyPlaces;
import dev.gregor.node.personal.PersonalSchemas;
import dev.gregor.node.personal.Sealing;
import dev.gregor.node.settings.PrivacySettings;
import dev.gregor.node.settings.Settings;
import dev.gregor.privacy.key.MemoryKeyStore;
import dev.gregor.privacy.key.topic.TopicKeyStore;
import dev.gregor.privacy.seal.KeyCache;
import dev.gregor.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What personal fields of a domain are sealed with. */
record Seals(Settings settings, Domain domain, Messages messages, Kafka kafka) {

    private static final String CURE =
            "set gregor.privacy.store and gregor.privacy.master-keys, or give the node a store by privacy(...)";

    /**
     * Finds out with what to seal; empty if nothing is to be sealed, and there is no place for keys.
     *
     * @param given the place that the application names itself, in place of that of the settings
     * @throws StartException if there are personal fields and no place, or one that loses the keys
     * @throws dev.gregor.failure.PermanentException if a field is marked that cannot be personal
     */
    Optional<Sealing> open(@Nullable KeyPlace given, MeterRegistry meters, Closing closing) {
        PersonalSchemas personal = PersonalSchemas.of(
                domain.aggregates(),
                domain.projectionDefinitions(),
                messages.types().classes());
        KeyPlace place = given == null ? ofSettings(closing) : given;
        if (place == null) {
            requireNone(personal);
            return Optional.empty();
        }
        if (place.store() instanceof MemoryKeyStore && !kafka.inProcess()) {
            throw new StartException(
                    "The keys of subjects would be lost with this process, and what they seal in Kafka at %s with them: give privacy(...) a store that keeps them, or set gregor.privacy.store=topic"
                            .formatted(kafka.servers()),
                    null);
        }
        PrivacySettings privacy = settings.privacy();
        return Optional.of(Sealing.of(place, new KeyCache(privacy.cacheLife(), privacy.cacheSubjects()), meters));
    }

    private @Nullable KeyPlace ofSettings(Closing closing) {
        PrivacySettings.Keys keys = settings.privacy().keys();
        return keys == null
                ? null
                : new KeyPlace(closing.add(KeyPlaces.store(keys.store(), topic())), KeyPlaces.masters(keys.masters()));
    }

    private KeyPlaces.KeyTopic topic() {
        String name = new Topics(settings.cluster().topicPrefix()).subjectKeys(settings.app());
        return new KeyPlaces.KeyTopic(
                name, kafka.client(), () -> kafka.provide(settings, List.of(TopicKeyStore.spec(name))));
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
