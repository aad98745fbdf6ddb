package dev.gregor.node;

import static java.util.stream.Collectors.toMap;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.node.closing.Closing;
import dev.gregor.node.personal.ClearStates;
import dev.gregor.node.personal.KeyPlace;
import dev.gregor.node.personal.KeyPlaces;
import dev.gregor.node.personal.KnownStore;
import dev.gregor.node.personal.NoStore;
import dev.gregor.node.personal.PersonalSchemas;
import dev.gregor.node.personal.Sealing;
import dev.gregor.node.settings.PrivacySettings;
import dev.gregor.node.settings.Settings;
import dev.gregor.privacy.key.MemoryKeyStore;
import dev.gregor.privacy.key.topic.TopicKeyStore;
import dev.gregor.privacy.seal.KeyCache;
import dev.gregor.snapshot.Forgetting;
import dev.gregor.streams.ApplicationIds;
import dev.gregor.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What personal fields of a domain are sealed with. */
record Seals(Settings settings, PersonalSchemas personal, Kafka kafka) {

    private static final Logger LOG = LoggerFactory.getLogger(Seals.class);
    private static final Duration ALONE = Duration.ofSeconds(10);
    private static final Duration TOGETHER = Duration.ofMinutes(2);
    private static final String CURE =
            "set gregor.privacy.store and gregor.privacy.master-keys, or give the node a store by privacy(...)";

    /**
     * Of this domain.
     *
     * @throws dev.gregor.failure.PermanentException if a field is marked that cannot be personal
     */
    static Seals of(Settings settings, Domain domain, Messages messages, Kafka kafka) {
        PersonalSchemas personal = PersonalSchemas.of(
                domain.aggregates(),
                domain.projectionDefinitions(),
                messages.types().classes());
        return new Seals(settings, personal, kafka);
    }

    /**
     * Finds out with what to seal; empty if nothing is to be sealed, and there is no place for keys.
     *
     * @param given the place that the application names itself, in place of that of the settings
     * @throws StartException if there are personal fields and no place, or one that loses the keys
     */
    Optional<Sealing> open(@Nullable KeyPlace given, MeterRegistry meters, Closing closing) {
        KeyPlace place = given == null ? ofSettings(closing) : given;
        if (place == null) {
            requireNone();
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

    private void requireNone() {
        if (!personal.isEmpty()) {
            throw new StartException(
                    "There are personal fields in %s, but no store for the keys of their subjects: %s"
                            .formatted(String.join(", ", personal.byName().keySet()), CURE),
                    null);
        }
    }

    /**
     * What writes sealed, and reads clear, what a codec writes and reads; without a place for keys, what writes nothing that is to be
     * sealed.
     *
     * @throws dev.gregor.failure.PermanentException if what is there was sealed with keys of another store
     */
    AvroCodec sealed(Schemas schemas, Optional<Sealing> sealing) {
        if (sealing.isEmpty()) {
            return AvroCodec.sealing(schemas.codec(), new NoStore(CURE), personal.all());
        }
        new KnownStore(
                        sealing.get().place().store(),
                        schemas.catalog(),
                        settings.privacy().lostStore())
                .require(personal.owners(settings.app()));
        return sealing.get().codec(schemas.codec(), personal.all());
    }

    /** Which states of aggregates may be in clear; tells of each. Call it before topics are made. */
    ClearStates clearStates(Schemas schemas, Domain domain, Admin admin) {
        Topics topics = new Topics(settings.cluster().topicPrefix());
        String folder = new ApplicationIds(settings.app()).write();
        Set<String> published = settings.write().stateTopics();
        ClearStates clear = ClearStates.of(
                domain.aggregates().stream()
                        .collect(toMap(
                                AggregateDefinition::type,
                                each -> ClearStates.Kind.of(
                                        each,
                                        folder,
                                        published.contains(each.type()) ? topics.state(each.type()) : null))),
                schemas.catalog(),
                type -> AdminCalls.isUnwritten(admin, topics.events(type)));
        clear.warnings().forEach(LOG::warn);
        return clear;
    }

    /** What aggregates in memory may have that was forgotten. */
    static Forgetting forgetting(Settings settings, Optional<Sealing> sealing) {
        return sealing.map(each -> new Forgetting(
                        each.keys()::forgettings, settings.privacy().cacheLife()))
                .orElse(Forgetting.NEVER);
    }

    /** How long after a receipt a key is destroyed: other instances have other clocks, and a store may take long. */
    static Duration margin(Kafka kafka) {
        return kafka.inProcess() ? ALONE : TOGETHER;
    }

    static IllegalStateException missing() {
        return new IllegalStateException("There is no store for the keys of subjects: " + CURE);
    }
}
