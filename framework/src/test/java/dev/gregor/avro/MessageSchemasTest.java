package dev.gregor.avro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.avro.registry.SchemaRegistry;
import dev.gregor.bank.Opened;
import dev.gregor.ledger.Entry;
import dev.gregor.ledger.Owner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

/** A message keeps its schemas and what was written with them, whatever its class is called. */
class MessageSchemasTest {

    private static final String TOPIC = "ledger.events";
    private static final String BOOKED = "ledger.booked.v1";

    private final SchemaCatalog catalog = SchemaCatalog.inMemory();
    private final AvroCodec codec = AvroCodec.singleObject(catalog);

    private static Schema renamed(Schema schema, String before, String after) {
        return new Schema.Parser().parse(schema.toString().replace(before, after));
    }

    private static byte[] named(byte[] value, Schema writer) {
        return ByteBuffer.wrap(value)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(2, SchemaNormalization.parsingFingerprint64(writer))
                .array();
    }

    @Test
    void findsTheSchemasOfAMessageWhoseClassWasMovedOrRenamed() {
        Schema moved = renamed(Entry.SCHEMA$, "dev.gregor.ledger", "com.moved");
        Schema renamed = renamed(Entry.SCHEMA$, "\"Entry\"", "\"Booking\"");
        codec.register(TOPIC, BOOKED, Entry.SCHEMA$);

        assertThat(codec.registered(TOPIC, BOOKED, moved)).containsExactly(Entry.SCHEMA$);
        assertThat(codec.registered(TOPIC, BOOKED, renamed)).containsExactly(Entry.SCHEMA$);
    }

    @Test
    void leavesTheNameOfAClassFreeForAnotherMessage() {
        codec.register(TOPIC, BOOKED, Entry.SCHEMA$);

        assertThat(codec.registered(TOPIC, "ledger.booked.v2", Entry.SCHEMA$)).isEmpty();
    }

    @Test
    void takesWhatWasRegisteredForNoMessageByItsName() {
        codec.register(TOPIC, Entry.SCHEMA$);

        assertThat(codec.registered(TOPIC, BOOKED, Entry.SCHEMA$)).containsExactly(Entry.SCHEMA$);
        assertThat(codec.registered(TOPIC, BOOKED, Owner.SCHEMA$)).isEmpty();
    }

    @Test
    void knowsTheMessagesOfASchemaThatSeveralHave() {
        codec.register(TOPIC, BOOKED, Entry.SCHEMA$);
        codec.register(TOPIC, "ledger.entered.v1", Entry.SCHEMA$);

        assertThat(codec.registered(TOPIC, BOOKED, Owner.SCHEMA$)).containsExactly(Entry.SCHEMA$);
        assertThat(codec.registered(TOPIC, "ledger.entered.v1", Owner.SCHEMA$)).containsExactly(Entry.SCHEMA$);
    }

    @Test
    void readsWhatWasWrittenBeforeAClassMovedWithAllThatIsInIt() {
        Schema old = renamed(Entry.SCHEMA$, "dev.gregor.ledger", "com.old");
        Entry entry = Entries.entry("rent");
        codec.register(TOPIC, old);

        assertThat(codec.decode(TOPIC, named(codec.encode(TOPIC, entry), old), Entry.class))
                .isEqualTo(entry);
    }

    @Test
    void readsWhatWasWrittenBeforeAClassWasRenamed() {
        Schema old = renamed(Opened.SCHEMA$, "\"Opened\"", "\"AccountOpened\"");
        codec.register(TOPIC, old);

        assertThat(codec.decode(TOPIC, named(codec.encode(TOPIC, new Opened("Ann")), old), Opened.class))
                .isEqualTo(new Opened("Ann"));
    }

    @Test
    void knowsThemBesideARegistryToo() throws Exception {
        try (FakeRegistry fake = new FakeRegistry()) {
            Map<String, Object> settings = Map.of("schema.registry.url", fake.url());
            AvroCodec confluent = AvroCodec.confluent(SchemaRegistry.of(settings), settings, catalog);
            Schema moved = renamed(Opened.SCHEMA$, "dev.gregor.bank", "com.moved");
            confluent.register("bank.events", "bank.opened.v1", Opened.SCHEMA$);

            assertThat(fake.subjects()).containsExactly("bank.events-dev.gregor.bank.Opened");
            assertThat(confluent.registered("bank.events", "bank.opened.v1", moved))
                    .isEqualTo(List.of(Opened.SCHEMA$));
        }
    }
}
