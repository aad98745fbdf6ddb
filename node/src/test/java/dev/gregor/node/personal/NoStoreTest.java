package dev.gregor.node.personal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.failure.PermanentException;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class NoStoreTest {

    private static final Schema PERSON = new Schema.Parser().parse("""
            {"type": "record", "name": "Person", "fields": [
              {"name": "id", "type": "string"},
              {"name": "name", "type": "string", "gregor.personal": "id", "gregor.replacement": "somebody"}]}
            """);

    private final AvroCodec codec = AvroCodec.sealing(
            AvroCodec.singleObject(SchemaCatalog.inMemory()), new NoStore("set gregor.privacy.store"));

    @Test
    void letsNoPersonalFieldBeWritten() {
        byte[] person = {2, 'a', 6, 'A', 'n', 'n'};

        assertThatThrownBy(() -> codec.sealed(PERSON, person))
                .isInstanceOf(PermanentException.class)
                .hasMessage(
                        "Field Person.name is personal, but there is no store for the keys of subjects: set gregor.privacy.store");
        byte[] number = {2};
        assertThat(codec.sealed(Schema.create(Schema.Type.INT), number)).isEqualTo(number);
    }
}
