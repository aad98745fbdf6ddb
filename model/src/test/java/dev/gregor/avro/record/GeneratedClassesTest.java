package dev.gregor.avro.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.ledger.Entry;
import dev.gregor.ledger.Kind;
import dev.gregor.ledger.Line;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.util.ClassUtils;
import org.junit.jupiter.api.Test;

class GeneratedClassesTest {

    @Test
    void areReadAndCopiedByAvroItselfWithAllThatIsInThem() throws IOException, ClassNotFoundException {
        GeneratedClasses.schema(Entry.class);
        Entry entry = RecordDigestTest.entry(Map.of("colour", "blue"), "12.30");

        assertThat(Entry.getDecoder().decode(Entry.getEncoder().encode(entry))).isEqualTo(entry);
        assertThat(Entry.newBuilder(entry).build()).isEqualTo(entry);
        assertThat(ClassUtils.forName(Kind.class.getName())).isEqualTo(Kind.class);
    }

    @Test
    void leaveWhatAvroTrustsAlready() throws ClassNotFoundException {
        GeneratedClasses.schema(Entry.class);

        assertThat(ClassUtils.forName("java.math.BigDecimal")).isNotNull();
    }

    @Test
    void areTriedOutBeforeTheyAreUsed() {
        assertThatThrownBy(() -> GeneratedClasses.schema(Outdated.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "Avro \\d+\\.\\d+\\.\\d+ does not read and write a record of dev.gregor.avro.record.Outdated"
                                + " \\(.*NoSuchMethodError: Conversions.asNumber\\(Object\\)\\); generate the class anew"
                                + " .+");
    }

    @Test
    void areFoundByTheNameOfTheirSchema() {
        assertThat(GeneratedClasses.named(Line.SCHEMA$)).isEqualTo(Optional.of(Line.class));
        assertThat(GeneratedClasses.named(
                        SchemaBuilder.record("java.lang.String").fields().endRecord()))
                .isEmpty();
        assertThat(GeneratedClasses.named(
                        SchemaBuilder.record("Nowhere").fields().endRecord()))
                .isEmpty();
    }
}
