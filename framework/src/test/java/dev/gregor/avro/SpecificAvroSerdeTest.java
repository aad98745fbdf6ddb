package dev.gregor.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.Opened;
import dev.gregor.failure.PermanentException;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

class SpecificAvroSerdeTest {

    private final SpecificAvroSerde<SpecificRecordBase> serde =
            new SpecificAvroSerde<>(AvroCodec.singleObject(SchemaCatalog.inMemory()));

    private static <T extends SpecificRecord> SpecificAvroSerde<T> configured(FakeRegistry registry, boolean key) {
        SpecificAvroSerde<T> serde = new SpecificAvroSerde<>();
        serde.configure(Map.of("schema.registry.url", registry.url(), "some.other.setting", "x"), key);
        return serde;
    }

    @Test
    void passesNullOn() {
        assertThat(serde.serializer().serialize("t", null)).isNull();
        assertThat(serde.deserializer().deserialize("t", null)).isNull();
    }

    @Test
    void readsEachRecordIntoTheClassOfItsName() {
        byte[] opened = serde.serializer().serialize("t", new Opened("Ann"));
        byte[] deposited = serde.serializer().serialize("t", new Deposited(7L));

        assertThat(serde.deserializer().deserialize("t", opened)).isEqualTo(new Opened("Ann"));
        assertThat(serde.deserializer().deserialize("t", deposited)).isEqualTo(new Deposited(7L));
    }

    @Test
    void namesSubjectsByTheTopicLikeConfluents() throws IOException {
        try (FakeRegistry registry = new FakeRegistry()) {
            SpecificAvroSerde<Opened> values = configured(registry, false);
            SpecificAvroSerde<Opened> keys = configured(registry, true);

            byte[] bytes = values.serializer().serialize("t", new Opened("Ann"));
            keys.serializer().serialize("t", new Opened("Ann"));

            assertThat(registry.subjects()).containsExactly("t-value", "t-key");
            assertThat(values.deserializer().deserialize("t", bytes)).isEqualTo(new Opened("Ann"));
        }
    }

    @Test
    void namesTheRecordThatHasNoClass() throws IOException {
        try (FakeRegistry registry = new FakeRegistry()) {
            registry.add("t-value", "{\"type\": \"record\", \"name\": \"x.Stranger\", \"fields\": []}");
            SpecificAvroSerde<Opened> values = configured(registry, false);

            assertThatThrownBy(() -> values.deserializer().deserialize("t", new byte[] {0, 0, 0, 0, 1}))
                    .isInstanceOf(PermanentException.class)
                    .hasMessageContaining("x.Stranger");
        }
    }

    @Test
    void saysThatItMustBeConfigured() {
        assertThatThrownBy(() -> new SpecificAvroSerde<Opened>().serializer().serialize("t", new Opened("Ann")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("schema.registry.url");
    }
}
