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
        AvroCodec.sealing(AvroCodec.singleObject(SchemaCatalog.inMemory()), new FieldSeal() {
                    @Override
                    public byte @Nullable [] seal(String subject, Place at, byte[] clear) {
                        places.add(at);
                        return clear;
                    }

                    @Override
                    public byte @Nullable [] open(String subject, Place at, byte[] sealed) {
                        return sealed;
                    }
                })
                .encode("t", new Greeting("ann", "Ann"));
        return places.get(0);
    }

    @Test
    void areKnownBothWays() {
        recent.add(ann, place, bytes("Ann"), bytes("sealed"));

        assertThat(recent.sealed(ann, place(), bytes("Ann"))).isEqualTo(bytes("sealed"));
        assertThat(recent.clear(ann, place(), bytes("sealed"))).isEqualTo(bytes("Ann"));
    }

    @Test
    void areOfOneKeyAndValue() {
        recent.add(ann, place, bytes("Ann"), bytes("sealed"));

        assertThat(recent.sealed(ann, place, bytes("Anna"))).isNull();
        assertThat(recent.clear(ann, place, bytes("sealed?"))).isNull();
        assertThat(recent.sealed(bob, place, bytes("Ann"))).isNull();
        assertThat(recent.clear(bob, place, bytes("sealed"))).isNull();
    }

    @Test
    void areNotLong() {
        recent.add(ann, place, new byte[256], bytes("kept"));
        recent.add(ann, place, new byte[257], bytes("long"));

        assertThat(recent.sealed(ann, place, new byte[256])).isEqualTo(bytes("kept"));
        assertThat(recent.sealed(ann, place, new byte[257])).isNull();
    }

    @Test
    void areForgotten() {
        recent.add(ann, place, bytes("Ann"), bytes("sealed"));

        recent.forget();

        assertThat(recent.sealed(ann, place, bytes("Ann"))).isNull();
        assertThat(recent.clear(ann, place, bytes("sealed"))).isNull();
    }
}
