package dev.gregor.privacy.seal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.avro.record.RecordDigest;
import dev.gregor.avro.seal.PersonalFields;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.people.Contact;
import dev.gregor.people.Met;
import dev.gregor.people.Moved;
import dev.gregor.people.Relative;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.MemoryKeyStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealingTest {

    private static final String TOPIC = "people.events";
    private static final Forgotten RECEIPT = new Forgotten("r1", Instant.EPOCH, "tests", "asked");
    private static final int HEADER = 10;

    private final SchemaCatalog catalog = SchemaCatalog.inMemory();
    private final MemoryKeyStore store = new MemoryKeyStore();
    private final SubjectKeys keys = new SubjectKeys(store, new TestMasterKeys(), KeyCache.USUAL);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AvroCodec clear = AvroCodec.singleObject(catalog);
    private final AvroCodec codec = AvroCodec.sealing(AvroCodec.singleObject(catalog), new SubjectSeal(keys, meters));

    private static Met met(String guest, String host) {
        Contact contact = new Contact("mail", guest, "ADDRESS-" + guest);
        return new Met(
                "NAME-" + guest,
                host,
                guest,
                "NAME-" + host,
                ByteBuffer.wrap(("FACE-" + guest).getBytes(UTF_8)),
                ByteBuffer.wrap(("VOICE-" + guest).getBytes(UTF_8)),
                "a note",
                contact,
                List.of(contact, new Contact("phone", host, null), new Contact("fax", host, "ADDRESS-" + host)),
                Map.of("x", contact));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    @Test
    void readsBackWhatItWrote() {
        Met met = met("ann", "bob");

        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, met), Met.class)).isEqualTo(met);
    }

    @Test
    void writesNoPersonalFieldInClear() {
        assertThat(text(codec.encode(TOPIC, met("ann", "bob"))))
                .contains("a note", "ann", "bob", "mail")
                .doesNotContain("NAME-", "FACE-", "VOICE-", "ADDRESS-");
        assertThat(text(clear.encode(TOPIC, met("ann", "bob")))).contains("NAME-", "FACE-", "VOICE-", "ADDRESS-");
    }

    @Test
    void writesTheSameRecordAlike() {
        assertThat(codec.encode(TOPIC, met("ann", "bob"))).isEqualTo(codec.encode(TOPIC, met("ann", "bob")));
    }

    @Test
    void writesRecordsWithoutPersonalFieldsAsTheyAre() {
        Moved moved = new Moved("gregor:sealed:1:here");

        byte[] bytes = codec.encode(TOPIC, moved);

        assertThat(bytes).isEqualTo(clear.encode(TOPIC, moved));
        assertThat(codec.decode(TOPIC, bytes, Moved.class)).isEqualTo(moved);
    }

    @Test
    void readsReplacementsOfAForgottenSubjectAndAllOfAnother() {
        byte[] bytes = codec.encode(TOPIC, met("ann", "bob"));
        keys.forget("ann", RECEIPT);

        Met read = codec.decode(TOPIC, bytes, Met.class);

        Contact forgotten = new Contact("mail", "ann", null);
        assertThat(read)
                .isEqualTo(new Met(
                        "someone",
                        "bob",
                        "ann",
                        "NAME-bob",
                        ByteBuffer.allocate(0),
                        null,
                        "a note",
                        forgotten,
                        List.of(forgotten, new Contact("phone", "bob", null), new Contact("fax", "bob", "ADDRESS-bob")),
                        Map.of("x", forgotten)));
    }

    @Test
    void readsReplacementsWithoutAClassAsWell() {
        byte[] bytes = codec.encode(TOPIC, met("ann", "bob"));

        GenericRecord before = codec.decode(TOPIC, bytes);
        keys.forget("ann", RECEIPT);
        GenericRecord after = codec.decode(TOPIC, bytes);

        assertThat(before.get("guestName")).hasToString("NAME-ann");
        assertThat(after.get("guestName")).hasToString("someone");
        assertThat(after.get("hostName")).hasToString("NAME-bob");
    }

    @Test
    void keepsNothingOfASubjectThatIsForgottenWhenItIsWritten() {
        keys.forget("ann", RECEIPT);

        byte[] bytes = codec.encode(TOPIC, met("ann", "bob"));

        assertThat(clear.decode(TOPIC, bytes, Met.class).getGuestName()).isEqualTo("someone");
        assertThat(codec.decode(TOPIC, bytes, Met.class).getContact().getAddress())
                .isNull();
        assertThat(codec.decode(TOPIC, bytes, Met.class).getHostName()).isEqualTo("NAME-bob");
    }

    @Test
    void readsWhatWasWrittenInClear() {
        Met met = met("ann", "bob");

        assertThat(codec.decode(TOPIC, clear.encode(TOPIC, met), Met.class)).isEqualTo(met);
    }

    @Test
    void sealsTextThatLooksSealed() {
        Relative first = new Relative("ann", "Ann", List.of());
        String sealed =
                clear.decode(TOPIC, codec.encode(TOPIC, first), Relative.class).getName();
        Relative written = new Relative("ann", sealed, List.of());

        assertThat(sealed).startsWith("gregor:sealed:1:");
        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, written), Relative.class))
                .isEqualTo(written);
    }

    @Test
    void findsRecordsInThemselves() {
        Relative written = new Relative(
                "ann", "ANN", List.of(new Relative("bob", "BOB", List.of(new Relative("eve", "EVE", List.of())))));

        byte[] bytes = codec.encode(TOPIC, written);

        assertThat(text(bytes)).contains("ann", "bob", "eve").doesNotContain("ANN", "BOB", "EVE");
        assertThat(codec.decode(TOPIC, bytes, Relative.class)).isEqualTo(written);
    }

    @Test
    void sealsWhatIsWrittenInTheFormOfOtherBytes() {
        byte[] bytes = codec.encode(TOPIC, met("ann", "bob"));
        GenericRecord edited = codec.decode(TOPIC, bytes);
        edited.put("guestName", "CHANGED");

        byte[] again = codec.encodeLike(TOPIC, bytes, edited);

        assertThat(text(again)).doesNotContain("CHANGED", "NAME-");
        assertThat(codec.decode(TOPIC, again, Met.class).getGuestName()).isEqualTo("CHANGED");
    }

    @Test
    void opensNoValueThatWasMovedToAnotherFieldOrSubject() {
        Met sealed = clear.decode(TOPIC, codec.encode(TOPIC, met("ann", "bob")), Met.class);
        String name = sealed.getGuestName();
        Met otherSubject = met("eve", "bob");
        otherSubject = Met.newBuilder(otherSubject).setGuestName(name).build();
        Met otherField = Met.newBuilder(met("bob", "ann")).setHostName(name).build();
        Relative otherRecord = new Relative("ann", name, List.of());
        codec.encode(TOPIC, otherSubject); // makes the key of eve

        assertThat(codec.decode(TOPIC, clear.encode(TOPIC, otherSubject), Met.class)
                        .getGuestName())
                .isEqualTo("someone");
        assertThat(codec.decode(TOPIC, clear.encode(TOPIC, otherField), Met.class)
                        .getHostName())
                .isEmpty();
        assertThat(codec.decode(TOPIC, clear.encode(TOPIC, otherRecord), Relative.class)
                        .getName())
                .isEmpty();
        assertThat(meters.counter("gregor.privacy.unopened").count()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gregor:sealed:1:",
                "gregor:sealed:1:AA",
                "gregor:sealed:1:!!!!",
                "gregor:sealed:1:__8",
                "gregor:sealed:1:AAhwZXJzb25JZAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void readsTheReplacementOfWhatNobodySealed(String value) {
        byte[] bytes = clear.encode(TOPIC, new Relative("ann", value, List.of()));

        assertThat(codec.decode(TOPIC, bytes, Relative.class).getName()).isEmpty();
        assertThat(meters.counter("gregor.privacy.unopened").count()).isEqualTo(1);
    }

    @Test
    void saysWhatIsWrongWithBytesAsTheCodecItselfDoes() {
        byte[] bytes = codec.encode(TOPIC, met("ann", "bob"));
        for (int length = HEADER; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.decode(TOPIC, cut, Met.class))
                    .isInstanceOf(PermanentException.class)
                    .hasMessageContaining("is no dev.gregor.people.Met");
        }
    }

    @Test
    void refusesAValueWithoutSubject() {
        assertThatThrownBy(() -> codec.encode(TOPIC, new Relative("", "Ann", List.of())))
                .isInstanceOf(PermanentException.class)
                .hasMessage(
                        "Field dev.gregor.people.Relative.name is personal, but personId, which has to name its subject, is empty");
        Relative empty = new Relative("", "", List.of());
        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, empty), Relative.class))
                .isEqualTo(empty);
    }

    @Test
    void messagesShowNothingThatWasOpened() {
        byte[] bytes = codec.encode(TOPIC, met("ann", "bob"));
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
        String shown = HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes, 0, HEADER);

        assertThatThrownBy(() -> codec.decode(TOPIC, cut, Met.class)).hasMessageContaining("(" + shown + " ...)");
        assertThatThrownBy(() -> codec.decode(TOPIC, cut)).hasMessageContaining("(" + shown + " ...)");
    }

    @Test
    void digestsDoNotTellPersonalFields() {
        RecordDigest digest = new RecordDigest(Met.class);
        byte[] ann = digest(digest, met("ann", "bob"));

        assertThat(ann).isEqualTo(digest(digest, met("ann", "bob"))).isNotEqualTo(digest.hash(met("ann", "bob")));
        Met renamed =
                Met.newBuilder(met("ann", "bob")).setGuestName("NAME-other").build();
        assertThat(digest(digest, renamed)).isNotEqualTo(ann);

        keys.forget("ann", RECEIPT);
        assertThat(digest(digest, renamed)).isEqualTo(digest(digest, met("ann", "bob")));
    }

    private byte[] digest(RecordDigest digest, Met met) {
        return digest.hash(met, record -> codec.sealed(Met.getClassSchema(), record));
    }

    @Test
    void countsTheValuesOfForgottenSubjects() {
        codec.encode(TOPIC, met("ann", "bob"));
        assertThat(codec.replaced()).isZero();

        keys.forget("bob", RECEIPT);
        codec.encode(TOPIC, met("ann", "bob"));
        assertThat(codec.replaced()).isEqualTo(2);
        assertThat(clear.replaced()).isZero();
    }

    @Test
    void sealsAndOpensWhatTheClassAloneMarks() {
        Schema unmarked = new Schema.Parser()
                .parse(Relative.getClassSchema().toString().replace("gregor.personal", "other.mark"));
        SchemaCatalog unmarkedOnly = SchemaCatalog.inMemory();
        unmarkedOnly.register(unmarked);
        AvroCodec known = AvroCodec.sealing(
                AvroCodec.singleObject(unmarkedOnly),
                new SubjectSeal(keys, meters),
                PersonalFields.of(Relative.getClassSchema()));
        GenericRecord ann = new GenericRecordBuilder(unmarked)
                .set("personId", "ann")
                .set("name", "NAME-ann")
                .set("children", List.of())
                .build();
        byte[] header = Arrays.copyOf(clear.encode(TOPIC, new Relative("ann", "", List.of())), HEADER);

        byte[] edited = known.encodeLike(TOPIC, header, ann);

        assertThat(text(edited)).contains("ann").doesNotContain("NAME-");
        assertThat(known.decode(TOPIC, edited).get("name")).hasToString("NAME-ann");
    }

    @Test
    void waitsForAStoreThatDoesNotAnswer() {
        byte[] bytes = codec.encode(TOPIC, met("ann", "bob"));
        var silent = new SubjectKeys(new SilentStore(), new TestMasterKeys(), KeyCache.USUAL);
        AvroCodec other = AvroCodec.sealing(AvroCodec.singleObject(catalog), new SubjectSeal(silent, meters));

        assertThatThrownBy(() -> other.encode(TOPIC, met("ann", "bob"))).isInstanceOf(TransientException.class);
        assertThatThrownBy(() -> other.decode(TOPIC, bytes, Met.class)).isInstanceOf(TransientException.class);
    }
}
