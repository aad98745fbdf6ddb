package dev.gregor.privacy.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.avro.seal.FieldSeal;
import dev.gregor.avro.seal.Place;
import dev.gregor.people.Greeting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentValuesTest {

    private final RecentValues recent = new RecentValues();
    private final DataKey ann = new DataKey(new byte[DataKey.BYTES]);
    private final DataKey bob = new DataKey(new byte[DataKey.BYTES]);
    private final Place place = place();

    RecentValuesTest() throws Exception {}

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** The place of a field, as a codec gives it. */
    private static Place place() {
        List<Place> places = new ArrayList<>();
        AvroCodec.sealing(AvroCodec.singleObject(SchemaCatalog.inMemory()), subject -> new FieldSeal.Values() {
                    @Override
                    public byte @Nullable [] seal(Place at, byte[] record, int start, int end) {
                        places.add(at);
                        return null;
                    }

                    @Override
                    public byte @Nullable [] open(Place at, byte[] record, int start, int end) {
                        return null;
                    }
                })
                .encode("t", new Greeting("ann", "Ann"));
        return places.get(0);
    }

    private void add(DataKey key, Place at, byte[] clear, byte[] text) {
        recent.add(recent.epoch(), key, at, clear, text);
    }

    private byte @Nullable [] text(DataKey key, Place at, String clear) {
        byte[] record = bytes("..." + clear + ".");
        return recent.text(key, at, record, 3, record.length - 1);
    }

    private byte @Nullable [] clear(DataKey key, Place at, String text) {
        byte[] record = bytes("..." + text + ".");
        return recent.clear(key, at, record, 3, record.length - 1);
    }

    @Test
    void areKnownBothWays() {
        add(ann, place, bytes("Ann"), bytes("sealed"));

        assertThat(text(ann, place(), "Ann")).isEqualTo(bytes("sealed"));
        assertThat(clear(ann, place(), "sealed")).isEqualTo(bytes("Ann"));
    }

    @Test
    void areOfOneKeyAndValue() {
        add(ann, place, bytes("Ann"), bytes("sealed"));

        assertThat(text(ann, place, "Anna")).isNull();
        assertThat(clear(ann, place, "sealed?")).isNull();
        assertThat(text(bob, place, "Ann")).isNull();
        assertThat(clear(bob, place, "sealed")).isNull();
    }

    @Test
    void areTwoOfOneKeyAndPlace() {
        add(ann, place, bytes("Ann"), bytes("sealed"));
        add(ann, place, bytes("Anna"), bytes("sealed too"));
        add(ann, place, bytes("Ann"), bytes("sealed"));
        add(ann, place, bytes("Anna"), bytes("sealed too"));

        assertThat(text(ann, place, "Ann")).isEqualTo(bytes("sealed"));
        assertThat(clear(ann, place, "sealed")).isEqualTo(bytes("Ann"));
        assertThat(text(ann, place, "Anna")).isEqualTo(bytes("sealed too"));
        assertThat(clear(ann, place, "sealed too")).isEqualTo(bytes("Anna"));
    }

    @Test
    void makeRoomForTheLast() {
        for (int i = 0; i < 100; i++) {
            add(ann, place, bytes("Ann " + i), bytes("sealed " + i));

            assertThat(text(ann, place, "Ann " + i)).isEqualTo(bytes("sealed " + i));
        }
        assertThat(Stream.iterate(0, i -> i + 1).limit(100).filter(i -> text(ann, place, "Ann " + i) != null))
                .hasSize(2);
    }

    @Test
    void areBounded() throws Exception {
        DataKey[] keys = new DataKey[200_000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new DataKey(new byte[DataKey.BYTES]);
            add(keys[i], place, bytes("Ann"), bytes("sealed"));
        }

        assertThat(Stream.of(keys).filter(key -> text(key, place, "Ann") != null))
                .hasSizeBetween(10_000, 1 << 16);
    }

    @Test
    void areNotLong() {
        add(ann, place, new byte[256], bytes("kept"));
        add(ann, place, new byte[257], bytes("long"));

        assertThat(recent.text(ann, place, new byte[256], 0, 256)).isEqualTo(bytes("kept"));
        assertThat(recent.text(ann, place, new byte[257], 0, 257)).isNull();
    }

    @Test
    void areForgotten() {
        add(ann, place, bytes("Ann"), bytes("sealed"));

        recent.forget();

        assertThat(text(ann, place, "Ann")).isNull();
        assertThat(clear(ann, place, "sealed")).isNull();
    }

    @Test
    void areNotAddedOfAKeyThatWasAskedForBeforeAForgetting() {
        int before = recent.epoch();
        recent.forget();

        recent.add(before, ann, place, bytes("Ann"), bytes("sealed"));

        assertThat(text(ann, place, "Ann")).isNull();
        assertThat(clear(ann, place, "sealed")).isNull();
        recent.add(recent.epoch(), ann, place, bytes("Ann"), bytes("sealed"));
        assertThat(text(ann, place, "Ann")).isEqualTo(bytes("sealed"));
    }
}
