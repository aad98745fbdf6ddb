package dev.gregor.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.Opened;
import dev.gregor.defaults.Item;
import dev.gregor.failure.PermanentException;
import dev.gregor.ledger.Entry;
import dev.gregor.ledger.Owner;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SingleObjectCodecTest {

    private static final String TOPIC = "ledger.events";

    private final SchemaCatalog catalog = SchemaCatalog.inMemory();
    private final AvroCodec codec = AvroCodec.singleObject(catalog);

    @Test
    void readsBackWhatItWroteWithLogicalTypes() {
        Entry entry = Entries.entry("rent");

        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, entry), Entry.class)).isEqualTo(entry);
    }

    @Test
    void writesWhatAvrosOwnDecoderReads() throws IOException {
        byte[] bytes = codec.encode(TOPIC, new Opened("Ann"));

        assertThat(Opened.getDecoder().decode(bytes)).isEqualTo(new Opened("Ann"));
    }

    @Test
    void readsWhatAvrosOwnEncoderWrote() throws IOException {
        codec.register(TOPIC, Opened.SCHEMA$);
        byte[] bytes = Opened.getEncoder().encode(new Opened("Ann")).array();

        assertThat(codec.decode(TOPIC, bytes, Opened.class)).isEqualTo(new Opened("Ann"));
    }

    @Test
    void fillsAFieldThatTheWriterDidNotHaveWithItsDefault() throws IOException {
        assertThat(codec.decode(TOPIC, ownerV1(), Owner.class)).isEqualTo(new Owner("Ann", "unknown"));
    }

    @Test
    void readsAsWrittenWithoutAClass() throws IOException {
        byte[] bytes = ownerV1();

        assertThat(codec.decode(TOPIC, bytes).get("name")).isEqualTo(new Utf8("Ann"));
        assertThat(codec.writerSchema(TOPIC, bytes)).isEqualTo(Entries.OWNER_V1);
    }

    private byte[] ownerV1() throws IOException {
        codec.register(TOPIC, Entries.OWNER_V1);
        GenericData.Record owner =
                new GenericRecordBuilder(Entries.OWNER_V1).set("name", "Ann").build();
        return new BinaryMessageEncoder<GenericData.Record>(GenericData.get(), Entries.OWNER_V1)
                .encode(owner)
                .array();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9})
    void namesTopicAndBytesOfWhatIsTooShortForAHeader(int length) {
        byte[] bytes = Arrays.copyOf(codec.encode(TOPIC, new Opened("Ann")), length);

        assertThatThrownBy(() -> codec.decode(TOPIC, bytes, Opened.class))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("of %d bytes", length)
                .hasMessageContaining(TOPIC)
                .hasMessageContaining("C3 01");
    }

    @Test
    void refusesTextWithItsFirstBytes() {
        byte[] bytes = {'{', '"', 'o', 'w', 'n', 'e', 'r', '"', ':', '"', 'A', '"', '}'};

        assertThatThrownBy(() -> codec.decode(TOPIC, bytes, Opened.class))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("(7B 22 6F");
    }

    @Test
    void refusesTruncatedAndOverlongBytes() {
        byte[] bytes = codec.encode(TOPIC, Entries.entry("rent"));

        for (int length : new int[] {10, 20, bytes.length - 1, bytes.length + 1}) {
            assertThatThrownBy(() -> codec.decode(TOPIC, Arrays.copyOf(bytes, length), Entry.class))
                    .isInstanceOf(PermanentException.class)
                    .hasMessageContaining("dev.gregor.ledger.Entry")
                    .hasMessageContaining(TOPIC);
        }
    }

    @Test
    void refusesWhatIsNestedTooDeepToBeRead() {
        byte[] bytes = Arrays.copyOf(codec.encode(TOPIC, new Item("", null, null)), 1_000_000);
        for (int i = 12; i < bytes.length - 3; i += 3) {
            bytes[i] = 2; // Each item has a part.
        }

        assertThatThrownBy(() -> codec.decode(TOPIC, bytes, Item.class))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("of topic " + TOPIC)
                .hasMessageEndingWith(" is a dev.gregor.defaults.Item that is nested too deep to be read");
        assertThatThrownBy(() -> codec.decode(TOPIC, bytes))
                .isInstanceOf(PermanentException.class)
                .hasMessageEndingWith(" is a dev.gregor.defaults.Item that is nested too deep to be read");
        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, new Opened("Ann")), Opened.class))
                .isEqualTo(new Opened("Ann"));
    }

    @Test
    void refusesAnUnknownFingerprint() {
        byte[] bytes = AvroCodec.singleObject(SchemaCatalog.inMemory()).encode(TOPIC, new Opened("Ann"));

        assertThatThrownBy(() -> codec.decode(TOPIC, bytes, Opened.class))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("No schema with the fingerprint");
    }

    @Test
    void refusesARecordThatCannotBeResolvedToTheClass() {
        byte[] bytes = codec.encode(TOPIC, new Deposited(7L));

        assertThatThrownBy(() -> codec.decode(TOPIC, bytes, Opened.class))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("dev.gregor.bank.Deposited");
    }

    @Test
    void refusesToWriteARecordWithoutARequiredField() {
        assertThatThrownBy(() -> codec.encode(TOPIC, new Opened()))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("owner");
        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, new Opened("Ann")), Opened.class))
                .isEqualTo(new Opened("Ann"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neitherFailsOtherwiseNorTakesAllMemoryOnSpoiltBytes(long seed) {
        Random random = new Random(seed);
        byte[] good = codec.encode(TOPIC, Entries.entry("rent"));

        for (int i = 0; i < 2000; i++) {
            byte[] spoilt = good.clone();
            for (int j = random.nextInt(6); j >= 0; j--) {
                spoilt[10 + random.nextInt(good.length - 10)] = (byte) random.nextInt();
            }
            readOrRefuse(spoilt);
        }
    }

    private void readOrRefuse(byte[] spoilt) {
        try {
            codec.decode(TOPIC, spoilt, Entry.class);
        } catch (PermanentException e) {
            assertThat(e).hasMessageContaining(TOPIC);
        }
    }

    @Test
    void readsAndWritesOnManyThreadsAtOnce() {
        boolean same = IntStream.range(0, 20_000).parallel().allMatch(i -> {
            Entry entry = Entries.entry("n" + i);
            return codec.decode(TOPIC, codec.encode(TOPIC, entry), Entry.class).equals(entry);
        });

        assertThat(same).isTrue();
    }

    @Test
    void writesAsAlwaysAfterARecordLargerThanItsBuffers() {
        Opened large = new Opened("x".repeat(1_000_000));

        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, large), Opened.class))
                .isEqualTo(large);
        assertThat(codec.encode(TOPIC, new Opened("Ann"))).hasSize(14);
    }
}
