package dev.gregor.privacy.seal;

import static dev.gregor.aggregate.Decision.events;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.log.EventReader;
import dev.gregor.people.Greeting;
import dev.gregor.people.Moved;
import dev.gregor.people.Relative;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.MemoryKeyStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedUpcastTest {

    private static final String TOPIC = "person.events";

    private final SubjectKeys keys = new SubjectKeys(new MemoryKeyStore(), new TestMasterKeys(), KeyCache.USUAL);
    private final AvroCodec codec = AvroCodec.sealing(
            AvroCodec.singleObject(SchemaCatalog.inMemory()), new SubjectSeal(keys, new SimpleMeterRegistry()));
    private final EventReader reader = new EventReader(EventCatalog.of(List.of(new Person().definition())), codec);

    /** Relatives are what greetings have become. */
    private static final class Person extends AggregateRoot<Relative> {
        Person() {
            super("person", Relative.class);
            command("move.v1", Moved.class, (state, move) -> events(), Relative.class);
            event("related.v1", Relative.class, (state, event) -> event);
            upcast(
                    "greeted.v1",
                    Greeting.class,
                    Relative.class,
                    old -> new Relative(old.getPersonId(), "Dear " + old.getName(), List.of()));
        }
    }

    @Test
    void getsClearValuesAndThenReplacements() {
        byte[] recorded = codec.encode(TOPIC, new Greeting("ann", "Ann"));

        assertThat(reader.data(TOPIC, "person.greeted.v1", recorded))
                .containsExactly(new Relative("ann", "Dear Ann", List.of()));
        keys.forget("ann", new Forgotten("r1", Instant.EPOCH, "tests", "asked"));
        assertThat(reader.data(TOPIC, "person.greeted.v1", recorded))
                .containsExactly(new Relative("ann", "Dear ", List.of()));
    }
}
