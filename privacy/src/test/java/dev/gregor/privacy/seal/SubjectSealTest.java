package dev.gregor.privacy.seal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.seal.FieldSeal;
import dev.gregor.avro.seal.PersonalField;
import dev.gregor.avro.seal.Place;
import dev.gregor.avro.seal.SealedFields;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.MemoryKeyStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubjectSealTest {

    private static final Schema PERSON = SchemaBuilder.record("Person")
            .fields()
            .requiredString("id")
            .name("marks")
            .type(Schema.createArray(Schema.create(Schema.Type.NULL)))
            .noDefault()
            .name("first")
            .prop(PersonalField.MARK, "id")
            .type(Schema.create(Schema.Type.STRING))
            .noDefault()
            .name("last")
            .prop(PersonalField.MARK, "id")
            .type(Schema.create(Schema.Type.STRING))
            .noDefault()
            .endRecord();
    private static final Forgotten RECEIPT = new Forgotten("r1", Instant.EPOCH, "tests", "asked");
    private static final SealedFields TO_WRITE = SealedFields.toWrite(PERSON, PERSON);
    private static final SealedFields TO_READ = SealedFields.toRead(PERSON, PERSON);

    private final SubjectKeys keys = new SubjectKeys(new MemoryKeyStore(), new TestMasterKeys(), KeyCache.USUAL);
    private final SubjectSeal seal = new SubjectSeal(keys, new SimpleMeterRegistry());
    private final List<Place> places = new ArrayList<>();

    private static byte[] person(int marks) throws IOException {
        GenericRecord person = new GenericRecordBuilder(PERSON)
                .set("id", "ann")
                .set("marks", Collections.nCopies(marks, null))
                .set("first", "FIRST")
                .set("last", "LAST")
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(PERSON).write(person, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    /** Does something after the first value of each subject. */
    private FieldSeal then(Runnable action) {
        return subject -> {
            FieldSeal.Values values = seal.of(subject);
            return new FieldSeal.Values() {
                @Override
                public byte @Nullable [] seal(Place place, byte[] record, int start, int end) {
                    return after(place, values.seal(place, record, start, end));
                }

                @Override
                public byte @Nullable [] open(Place place, byte[] record, int start, int end) {
                    return after(place, values.open(place, record, start, end));
                }

                private byte @Nullable [] after(Place place, byte @Nullable [] value) {
                    places.add(place);
                    if (places.size() == 1) {
                        action.run();
                    }
                    return value;
                }
            };
        };
    }

    /** Those of the two names that are in memory. */
    private List<String> kept(DataKey key) {
        return List.of("FIRST", "LAST").stream()
                .filter(name -> places.stream()
                        .anyMatch(place ->
                                keys.recent().text(key, place, name.getBytes(UTF_8), 0, name.length()) != null))
                .toList();
    }

    @Test
    void sealsAndOpensBesideItemsWithoutBytes() throws IOException {
        byte[] person = person(1_000_000);

        byte[] sealed = TO_WRITE.seal(person, 0, seal);

        assertThat(new String(sealed, ISO_8859_1)).contains("ann").doesNotContain("FIRST", "LAST");
        assertThat(TO_READ.open(sealed, 0, seal)).isEqualTo(person);
    }

    @Test
    void keepsWhatIsSealedAndOpened() throws IOException {
        DataKey key = (DataKey) keys.toSeal("ann");

        byte[] sealed = TO_WRITE.seal(person(1), 0, then(() -> {}));
        assertThat(kept(key)).containsExactly("FIRST", "LAST");

        keys.recent().forget();
        assertThat(kept(key)).isEmpty();
        TO_READ.open(sealed, 0, then(() -> {}));
        assertThat(kept(key)).containsExactly("FIRST", "LAST");
    }

    @Test
    void keepsNothingThatIsSealedWhileItsSubjectIsForgotten() throws IOException {
        DataKey key = (DataKey) keys.toSeal("ann");

        TO_WRITE.seal(person(1), 0, then(() -> keys.forget("ann", RECEIPT)));

        assertThat(places).hasSize(2);
        assertThat(kept(key)).isEmpty();
    }

    @Test
    void keepsNothingThatIsOpenedWhileItsSubjectIsForgotten() throws IOException {
        DataKey key = (DataKey) keys.toSeal("ann");
        byte[] sealed = TO_WRITE.seal(person(1), 0, seal);

        TO_READ.open(sealed, 0, then(() -> keys.forget("ann", RECEIPT)));

        assertThat(places).hasSize(2);
        assertThat(kept(key)).isEmpty();
    }
}
