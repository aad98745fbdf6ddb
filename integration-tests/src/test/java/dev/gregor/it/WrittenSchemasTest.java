package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.failure.PermanentException;
import dev.gregor.it.parcel.Moved;
import dev.gregor.it.parcel.Parcel;
import dev.gregor.topic.Topics;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** What a start compares the schemas of messages with. */
class WrittenSchemasTest {

    private final SchemaCatalog catalog = SchemaCatalog.inMemory();
    private final AvroCodec codec = AvroCodec.singleObject(catalog);

    private void start() {
        RunningSystem.writeSide(Topics.unprefixed(), codec, new Parcel.Third()).registerSchemas();
    }

    private static Schema record(String name) {
        return SchemaBuilder.record(name).fields().endRecord();
    }

    @Test
    void followsAnEventToAnotherClass() {
        catalog.register("parcel.moved.v3", record("com.old.Moved"));

        assertThatThrownBy(this::start)
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(
                        "Event 'parcel.moved.v3': field 'metres' of dev.gregor.it.parcel.Moved is new and has"
                                + " no default value");
    }

    @Test
    void followsACommandToAnotherClass() {
        catalog.register("parcel.send.v1", record("com.old.SendIt"));

        assertThatThrownBy(this::start).hasMessageContaining("Command 'parcel.send.v1': field 'to'");
    }

    @Test
    void comparesOlderFormsWithWhatTheyHaveToRead() {
        catalog.register("parcel.moved.v1", record("com.old.Moved1"));

        assertThatThrownBy(this::start).hasMessageContaining("Event 'parcel.moved.v1': field ");
    }

    @Test
    void remembersTheMessagesOfItsSchemas() {
        start();
        start();

        assertThat(catalog.schemas("parcel.moved.v3", "")).containsExactly(Moved.getClassSchema());
        assertThat(catalog.schemas("parcel.moved.v1", "")).isEmpty();
    }
}
