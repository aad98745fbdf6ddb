package dev.gregor.privacy.seal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.people.Greeting;
import dev.gregor.people.Welcome;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.MemoryKeyStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

class SealedEvolutionTest {

    private static final String TOPIC = "people.events";

    private final SchemaCatalog catalog = SchemaCatalog.inMemory();
    private final SubjectKeys keys = new SubjectKeys(new MemoryKeyStore(), new TestMasterKeys(), KeyCache.USUAL);
    private final AvroCodec clear = AvroCodec.singleObject(catalog);
    private final AvroCodec codec =
            AvroCodec.sealing(AvroCodec.singleObject(catalog), new SubjectSeal(keys, new SimpleMeterRegistry()));

    private static Schema withoutMarks(Schema schema) {
        return new Schema.Parser().parse(schema.toString().replaceAll(",?\"gregor\\.[a-z]+\":\"[^\"]*\"", ""));
    }

    private void forget(String subject) {
        keys.forget(subject, new Forgotten("r1", Instant.EPOCH, "tests", "asked"));
    }

    @Test
    void opensFieldsThatAreCalledOtherwiseNow() {
        byte[] bytes = codec.encode(TOPIC, new Greeting("ann", "Ann"));

        assertThat(codec.decode(TOPIC, bytes, Welcome.class)).isEqualTo(new Welcome("en", "ann", "Ann"));
        forget("ann");
        assertThat(codec.decode(TOPIC, bytes, Greeting.class)).isEqualTo(new Greeting("ann", ""));
    }

    @Test
    void readsWhatWasWrittenBeforeTheMark() throws Exception {
        Schema unmarked = withoutMarks(Greeting.SCHEMA$);
        codec.register(TOPIC, unmarked);
        byte[] before = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), unmarked)
                .encode(new GenericRecordBuilder(unmarked)
                        .set("personId", "ann")
                        .set("name", "Ann")
                        .build())
                .array();
        byte[] after = codec.encode(TOPIC, new Greeting("ann", "Ann"));

        assertThat(codec.decode(TOPIC, before, Greeting.class)).isEqualTo(new Greeting("ann", "Ann"));
        assertThat(new String(after, ISO_8859_1)).doesNotContain("Ann");
        assertThat(codec.decode(TOPIC, after, Greeting.class)).isEqualTo(new Greeting("ann", "Ann"));
        assertThat(codec.decode(TOPIC, after).get("name")).hasToString("Ann");
    }

    @Test
    void opensAfterTheMarkIsRemoved() {
        byte[] bytes = codec.encode(TOPIC, new Greeting("ann", "Ann"));
        codec.register(TOPIC, withoutMarks(Greeting.SCHEMA$));

        assertThat(codec.decode(TOPIC, bytes).get("name")).hasToString("Ann");
        assertThat(clear.writerSchema(TOPIC, bytes).getField("name").getProp("gregor.personal"))
                .isEqualTo("personId");
    }
}
