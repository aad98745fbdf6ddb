package dev.gregor.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.FakeRegistry.Answer;
import dev.gregor.avro.registry.SchemaRegistry;
import dev.gregor.bank.Opened;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.ledger.Entry;
import dev.gregor.ledger.Owner;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfluentCodecTest {

    private static final String TOPIC = "bank.events";
    private static final String SUBJECT = "bank.events-dev.gregor.ledger.Owner";

    private FakeRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private AvroCodec codec(String... settings) {
        Map<String, Object> all = new HashMap<>(Map.of("schema.registry.url", registry.url(), "max.retries", 0));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return AvroCodec.confluent(SchemaRegistry.of(all), all);
    }

    @Test
    void writesAZeroTheIdAndTheRecord() {
        registry.add("other", "\"int\"");

        assertThat(codec().encode(TOPIC, new Opened("Ann")))
                .isEqualTo(HexFormat.ofDelimiter(" ").parseHex("00 00 00 00 02 06 41 6E 6E"));
    }

    @Test
    void readsBackWhatItWroteWithLogicalTypes() {
        Entry entry = Entries.entry("rent");

        assertThat(codec().decode(TOPIC, codec().encode(TOPIC, entry), Entry.class))
                .isEqualTo(entry);
    }

    @Test
    void fillsAFieldThatTheWriterDidNotHaveWithItsDefault() {
        registry.add(SUBJECT, Entries.OWNER_V1.toString());
        byte[] written = HexFormat.of().parseHex("0000000001" + "06416E6E");

        assertThat(codec().decode(TOPIC, written, Owner.class)).isEqualTo(new Owner("Ann", "unknown"));
        assertThat(codec().decode(TOPIC, written).getSchema()).isEqualTo(Entries.OWNER_V1);
    }

    @ParameterizedTest
    @CsvSource({
        "TopicNameStrategy, bank.events-value",
        "RecordNameStrategy, dev.gregor.bank.Opened",
        "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy, bank.events-dev.gregor.bank.Opened",
    })
    void namesTheSubjectAsTheStrategySays(String strategy, String subject) {
        codec("value.subject.name.strategy", strategy).encode(TOPIC, new Opened("Ann"));

        assertThat(registry.subjects()).containsExactly(subject);
    }

    @Test
    void refusesAnUnknownStrategy() {
        assertThatThrownBy(() -> codec("value.subject.name.strategy", "Mine"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("TopicRecordNameStrategy");
    }

    @Test
    void asksOnceForAllRecordsOfASchema() {
        AvroCodec codec = codec();

        codec.register(TOPIC, Opened.SCHEMA$);
        IntStream.range(0, 100).parallel().forEach(i -> codec.encode(TOPIC, new Opened("n" + i)));
        byte[] bytes = codec.encode(TOPIC, new Opened("Ann"));
        IntStream.range(0, 100).parallel().forEach(i -> codec.decode(TOPIC, bytes, Opened.class));

        assertThat(registry.requests)
                .containsExactly("POST /subjects/bank.events-dev.gregor.bank.Opened/versions", "GET /schemas/ids/1");
    }

    @Test
    void namesSubjectFieldAndCureOfAnIncompatibleSchema() {
        registry.next.add(new Answer(409, "{\"error_code\": 409, \"message\": \"no default: taxNumber\"}"));
        registry.next.add(new Answer(404, "{}"));
        registry.next.add(new Answer(200, "{\"is_compatible\": false}"));

        assertThatThrownBy(() -> codec().register(TOPIC, Entries.OWNER_BROKEN))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("subject " + SUBJECT)
                .hasMessageContaining("taxNumber")
                .hasMessageContaining("Give a new field a default");
    }

    @Test
    void registersNothingUnlessItMay() {
        AvroCodec codec = codec("auto.register.schemas", "false");

        assertThatThrownBy(() -> codec.encode(TOPIC, new Owner("Ann", "a@b.c")))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("no version of subject " + SUBJECT);
        registry.add(SUBJECT, Owner.SCHEMA$.toString());
        assertThat(codec.encode(TOPIC, new Owner("Ann", "a@b.c"))).hasSize(15);
    }

    @Test
    void writesWithTheLatestVersionWhereToldTo() {
        registry.add(SUBJECT, Entries.OWNER_V1.toString());
        AvroCodec codec = codec("auto.register.schemas", "false", "use.latest.version", "true");

        byte[] bytes = codec.encode(TOPIC, new Owner("Ann", "ann@example.com"));

        assertThat(bytes).isEqualTo(HexFormat.of().parseHex("0000000001" + "06416E6E"));
    }

    @Test
    void refusesToWriteWithALatestVersionThatCannotHoldTheRecord() {
        registry.add(SUBJECT, Entries.OWNER_BROKEN.toString());
        AvroCodec codec = codec("auto.register.schemas", "false", "use.latest.version", "true");

        assertThatThrownBy(() -> codec.encode(TOPIC, new Owner("Ann", "ann@example.com")))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("taxNumber");
    }

    @Test
    void registersWithoutJavaPropertiesWhereToldTo() {
        codec("avro.remove.java.properties", "true").encode(TOPIC, new Opened("Ann"));

        assertThat(codec().writerSchema(TOPIC, new byte[] {0, 0, 0, 0, 1}).toString())
                .isEqualTo(new Schema.Parser()
                        .parse(Opened.SCHEMA$.toString().replace(",\"avro.java.string\":\"String\"", ""))
                        .toString());
    }

    @Test
    void refusesAnotherFirstByte() {
        assertThatThrownBy(() -> codec().decode(TOPIC, new byte[] {1, 0, 0, 0, 1, 6}, Opened.class))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("The value of 6 bytes (01 00 00 00 01 06) of topic bank.events")
                .hasMessageContaining("Confluent wire format");
    }

    @Test
    void refusesTruncatedBytes() {
        codec().register(TOPIC, Opened.SCHEMA$);

        assertThatThrownBy(() -> codec().decode(TOPIC, new byte[] {0, 0, 0, 0, 1, 6, 'A'}, Opened.class))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("dev.gregor.bank.Opened");
    }

    @Test
    void refusesAnUnknownId() {
        assertThatThrownBy(() -> codec().decode(TOPIC, new byte[] {0, 0, 0, 0, 99}, Opened.class))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("No schema with the id 99");
    }

    @Test
    void isTransientlyUnableWhileTheRegistryIsDown() {
        AvroCodec codec = codec();
        registry.close();

        assertThatThrownBy(() -> codec.encode(TOPIC, new Opened("Ann"))).isInstanceOf(TransientException.class);
        assertThatThrownBy(() -> codec.decode(TOPIC, new byte[] {0, 0, 0, 0, 1}, Opened.class))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("does not answer");
    }
}
