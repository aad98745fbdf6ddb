package dev.gregor.avro.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.schema.RandomSchemas;
import dev.gregor.ledger.Entry;
import dev.gregor.ledger.Payment;
import dev.gregor.ledger.Tree;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;

class SampleRecordTest {

    private static GenericData.Record sample(Schema schema) {
        GenericData.Record sample = SampleRecord.of(schema).orElseThrow();
        assertThat(new GenericData().validate(schema, sample))
                .as(schema.toString())
                .isTrue();
        return sample;
    }

    @Test
    void hasAValueInEveryFieldThatMayHaveOne() {
        assertThat(sample(Entry.getClassSchema()).get("settledAt")).isEqualTo(1L);
        assertThat((List<?>) sample(Entry.getClassSchema()).get("lines")).hasSize(1);
        assertThat(sample(Payment.getClassSchema()).get("paid")).isNotNull();
    }

    @Test
    void endsWhereARecordIsInItself() {
        assertThat(sample(Tree.getClassSchema()).get("children")).isEqualTo(List.of());
    }

    @Test
    void isLeftToTheUserWhereOnlyTheyKnowTheValues() {
        Schema money = new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\", \"type\": {\"type\":"
                        + " \"long\", \"logicalType\": \"money\"}}]}");

        assertThat(SampleRecord.of(money)).isEmpty();
    }

    @Test
    void fitsSchemasOfEveryKind() {
        for (int seed = 0; seed < 300; seed++) {
            Schema schema = new Schema.Parser()
                    .parse(new RandomSchemas(new Random(seed)).message().toString());
            SampleRecord.of(schema)
                    .ifPresent(sample -> assertThat(new GenericData().validate(schema, sample))
                            .isTrue());
        }
    }
}
