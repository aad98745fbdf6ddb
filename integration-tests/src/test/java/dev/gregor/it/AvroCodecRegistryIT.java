package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.SpecificAvroSerde;
import dev.gregor.avro.registry.RegisteredSchema;
import dev.gregor.avro.registry.SchemaRegistry;
import dev.gregor.failure.PermanentException;
import dev.gregor.testing.ApicurioRegistry;
import dev.gregor.topic.Topics;
import dev.gregor.user.UserRegistered;
import dev.gregor.user.UserState;
import dev.gregor.user.UserStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AvroCodecRegistryIT {

    private static final UserRegistered JOHN = new UserRegistered("john", "john@example.com");

    private static ApicurioRegistry server;
    private static Map<String, Object> settings;

    @BeforeAll
    static void start() {
        server = ApicurioRegistry.start();
        server.compatibility("BACKWARD");
        settings = Map.of("schema.registry.url", server.url().toString());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A client that knows nothing yet, as that of another process. */
    private static SchemaRegistry registry() {
        return SchemaRegistry.of(settings);
    }

    private static AvroCodec codec() {
        return AvroCodec.confluent(registry(), settings);
    }

    private static Schema registered(String fields) {
        return new Schema.Parser().parse("""
                        {"type": "record", "name": "UserRegistered", "namespace": "dev.gregor.user", "fields": [%s]}""".formatted(fields));
    }

    @Test
    void readsByIdWhatAnotherProcessWrote() {
        UserState state = UserState.newBuilder()
                .setUsername("john")
                .setEmail("john@example.com")
                .setStatus(UserStatus.ACTIVE)
                .setRegisteredAt(Instant.parse("2026-01-31T10:00:00.123Z"))
                .setActivatedAt(Instant.parse("2026-01-31T10:01:00Z"))
                .build();

        byte[] bytes = codec().encode("read.events", state);

        assertThat(codec().decode("read.events", bytes, UserState.class)).isEqualTo(state);
    }

    @Test
    void writesWhatTheWireFormatSays() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(codec().encode("wire.events", JOHN));
        RegisteredSchema latest = registry().latest("wire.events-dev.gregor.user.UserRegistered");

        assertThat(bytes.get()).isZero();
        assertThat(bytes.getInt()).isEqualTo(latest.id());
        GenericRecord record = new GenericDatumReader<GenericRecord>(latest.schema())
                .read(null, DecoderFactory.get().binaryDecoder(bytes.array(), 5, bytes.remaining(), null));
        assertThat(record.get("username")).hasToString("john");
    }

    @Test
    void readsWhatANewerWriterWroteWithOneFieldMore() throws IOException {
        String name = "{\"name\": \"username\", \"type\": \"string\"}";
        String email = ", {\"name\": \"email\", \"type\": \"string\"}";
        Schema newer = registered(name + email + ", {\"name\": \"locale\", \"type\": \"string\", \"default\": \"en\"}");
        Schema older = registered(name + email);
        codec().register("evolve.events", older);
        codec().register("evolve.events", newer);

        byte[] bytes = confluent(
                registry().id("evolve.events-dev.gregor.user.UserRegistered", newer),
                new GenericRecordBuilder(newer)
                        .set("username", "john")
                        .set("email", "john@example.com")
                        .build());

        assertThat(codec().decode("evolve.events", bytes, UserRegistered.class)).isEqualTo(JOHN);
        assertThat(codec().writerSchema("evolve.events", bytes)).isEqualTo(newer);
        assertThat(registry()
                        .latest("evolve.events-dev.gregor.user.UserRegistered")
                        .version())
                .isEqualTo(2);
    }

    private static byte[] confluent(int id, GenericData.Record record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    @Test
    void refusesAnEvolutionThatCannotReadWhatIsThereAndNamesTheField() {
        codec().register("refuse.events", UserRegistered.SCHEMA$);
        Schema broken = registered(
                "{\"name\": \"username\", \"type\": \"string\"}, " + "{\"name\": \"taxNumber\", \"type\": \"string\"}");

        assertThatThrownBy(() -> codec().register("refuse.events", broken))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("subject refuse.events-dev.gregor.user.UserRegistered")
                .hasMessageContaining("taxNumber")
                .hasMessageContaining("default");
        assertThat(registry().incompatibilities("refuse.events-dev.gregor.user.UserRegistered", broken))
                .isNotEmpty();
    }

    @Test
    void registersStatesOfSnapshotsWhateverWasThereBefore() {
        Schema other = registered("{\"name\": \"taxNumber\", \"type\": \"string\"}");
        Topics topics = Topics.unprefixed();
        codec().register(topics.snapshots("user", UserRegistered.SCHEMA$), UserRegistered.SCHEMA$);

        codec().register(topics.snapshots("user", other), other);

        assertThat(codec().registered(topics.snapshots("user", other), other)).containsExactly(other);
    }

    @Test
    void refusesAnIdThatTheRegistryDoesNotKnow() {
        assertThatThrownBy(() -> codec().decode("t", new byte[] {0, 0, 1, 0, 0, 0}, UserRegistered.class))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("No schema with the id 65536");
    }

    @Test
    void serdeFollowsConfluentsSettings() {
        SpecificAvroSerde<UserRegistered> serde = new SpecificAvroSerde<>();
        serde.configure(settings, false);

        byte[] bytes = serde.serializer().serialize("serde", JOHN);

        assertThat(serde.deserializer().deserialize("serde", bytes)).isEqualTo(JOHN);
        assertThat(registry().latest("serde-value").schema().getFullName()).isEqualTo("dev.gregor.user.UserRegistered");
    }

    @Test
    void findsWhatIsRegisteredWithoutRegistering() {
        Map<String, Object> fixed = Map.of("auto.register.schemas", false);
        AvroCodec reader = AvroCodec.confluent(registry(), fixed);

        assertThatThrownBy(() -> reader.encode("fixed.events", JOHN)).isInstanceOf(PermanentException.class);
        codec().register("fixed.events", UserRegistered.SCHEMA$);
        assertThat(reader.encode("fixed.events", JOHN)).isEqualTo(codec().encode("fixed.events", JOHN));
    }
}
