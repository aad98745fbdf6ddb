package dev.gregor.avro.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.Entries;
import dev.gregor.avro.FakeRegistry;
import dev.gregor.avro.FakeRegistry.Answer;
import dev.gregor.bank.Opened;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of answers that registries give and do not mean. */
class RegistryAnswersTest {

    private static final Answer INCOMPATIBLE = new Answer(409, "{\"error_code\": 409, \"message\": \"taxNumber\"}");
    private static final Answer UNKNOWN = new Answer(404, "{\"error_code\": 40403, \"message\": \"not found\"}");
    private static final String OWNER = "owners-dev.gregor.ledger.Owner";

    private FakeRegistry fake;
    private SchemaRegistry registry;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRegistry();
        registry = SchemaRegistry.of(Map.<String, Object>of("schema.registry.url", fake.url(), "retries.wait.ms", 1));
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    private static Schema owner(String name) {
        return new Schema.Parser()
                .parse(Entries.OWNER_V1.toString().replace("{\"name\":\"name\",\"type\":\"string\"}", name));
    }

    private static Schema amount(int scale) {
        return owner("{\"name\": \"amount\", \"type\": {\"type\": \"bytes\", \"logicalType\": \"decimal\","
                + " \"precision\": 9, \"scale\": " + scale + "}}");
    }

    @Test
    void findsASchemaThatIsRefusedBecauseItIsThere() {
        int id = fake.add(OWNER, Entries.OWNER_V1.toString());
        fake.next.add(INCOMPATIBLE);

        assertThat(registry.register(OWNER, Entries.OWNER_V1)).isEqualTo(id);
    }

    @Test
    void registersAgainWhatWasRefusedByAReplicaThatIsBehind() {
        fake.next.addAll(List.of(INCOMPATIBLE, UNKNOWN, new Answer(200, "{\"is_compatible\": true}")));

        assertThat(registry.register(OWNER, Entries.OWNER_V1)).isEqualTo(1);
    }

    @Test
    void tellsTheLevelInForceWhereASubjectSaysNone() {
        fake.next.addAll(List.of(
                INCOMPATIBLE,
                UNKNOWN,
                new Answer(200, "{\"is_compatible\": false}"),
                new Answer(200, "{\"compatibilityLevel\": \"NONE\"}"),
                new Answer(200, "{\"compatibilityLevel\": \"BACKWARD\"}")));

        assertThatThrownBy(() -> registry.register(OWNER, Entries.OWNER_BROKEN))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("rule of subject " + OWNER + " (BACKWARD): taxNumber");
    }

    @Test
    void refusesTheIdOfAnotherSchema() {
        fake.add("others", Opened.SCHEMA$.toString());
        fake.next.add(new Answer(200, "{\"id\": 1}"));

        assertThatThrownBy(() -> registry.register(OWNER, Entries.OWNER_V1))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("answered the id 1 for dev.gregor.ledger.Owner")
                .hasMessageContaining("stands for another schema");
    }

    @Test
    void refusesTheIdOfASchemaWhoseValuesMeanSomethingElse() {
        fake.add("others", amount(2).toString());
        fake.next.add(new Answer(200, "{\"id\": 1}"));

        assertThatThrownBy(() -> registry.register(OWNER, amount(4))).hasMessageContaining("stands for another schema");
    }

    @Test
    void writesWithTheIdOfATextThatLacksAnAliasOnly() {
        fake.add(OWNER, Entries.OWNER_V1.toString());
        fake.next.add(new Answer(200, "{\"id\": 1}"));

        assertThat(registry.register(
                        OWNER, owner("{\"name\": \"name\", \"type\": \"string\", \"aliases\": [\"called\"]}")))
                .isEqualTo(1);
    }

    @Test
    void asksAgainForAnIdThatAReplicaDoesNotKnowYet() {
        fake.add(OWNER, Entries.OWNER_V1.toString());
        fake.next.addAll(List.of(UNKNOWN, UNKNOWN));

        assertThat(registry.schema(1)).isEqualTo(Entries.OWNER_V1);
    }

    @Test
    void neverKeepsThatAnIdIsUnknownNorWaitsForItTwice() {
        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(PermanentException.class);
        assertThat(fake.requests).hasSize(4);
        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(PermanentException.class);
        assertThat(fake.requests).hasSize(5);
        fake.add(OWNER, Entries.OWNER_V1.toString());

        assertThat(registry.schema(1)).isEqualTo(Entries.OWNER_V1);
    }

    @Test
    void isTransientlyUnableWhileARegistryDoesNotKnowWhatItKnew() {
        fake.add(OWNER, Entries.OWNER_V1.toString());
        fake.add(OWNER, amount(2).toString());
        registry.schema(1);
        fake.next.addAll(List.of(UNKNOWN, UNKNOWN));

        assertThatThrownBy(() -> registry.schema(2))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("neither the id 2 nor 1, which it knew before");
        assertThat(registry.schema(2)).isEqualTo(amount(2));
    }
}
