package dev.gregor.avro.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.Entries;
import dev.gregor.avro.FakeRegistry;
import dev.gregor.avro.FakeRegistry.Answer;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.Opened;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRegistryTest {

    private FakeRegistry fake;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRegistry();
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    private SchemaRegistry registry(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(Map.of("schema.registry.url", fake.url(), "retries.wait.ms", 1));
        all.putAll(settings);
        return SchemaRegistry.of(all);
    }

    @Test
    void needsAUrl() {
        assertThatThrownBy(() -> SchemaRegistry.of(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url");
    }

    @Test
    void triesTheNextUrlAndStaysWithIt() throws IOException {
        FakeRegistry gone = new FakeRegistry();
        gone.close();
        SchemaRegistry registry = registry(Map.of("schema.registry.url", gone.url() + "," + fake.url() + "/"));

        assertThat(registry.register("a", Opened.SCHEMA$)).isEqualTo(1);
        assertThat(registry.latest("a")).isEqualTo(new RegisteredSchema(1, 1, Opened.SCHEMA$));
    }

    @Test
    void triesAgainWhenTheRegistryIsOverloaded() {
        fake.next.add(new Answer(503, "busy"));
        fake.next.add(new Answer(429, "{\"message\": \"slow down\"}"));

        assertThat(registry(Map.of()).register("a", Opened.SCHEMA$)).isEqualTo(1);
        assertThat(fake.requests).hasSize(4);
    }

    @Test
    void givesUpAfterTheRetries() {
        fake.next.add(new Answer(500, "first"));
        fake.next.add(new Answer(500, "second"));

        assertThatThrownBy(() -> registry(Map.of("max.retries", 1)).schema(1))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("answered 500: second");
    }

    @Test
    void listsTheVersionsOfASubject() {
        fake.add("a", Opened.SCHEMA$.toString());
        fake.add("a", AccountState.SCHEMA$.toString());

        assertThat(registry(Map.of()).versions("a"))
                .extracting(RegisteredSchema::schema)
                .containsExactly(Opened.SCHEMA$, AccountState.SCHEMA$);
        assertThat(registry(Map.of()).versions("b")).isEmpty();
    }

    @Test
    void doesNotRetryARefusal() {
        fake.next.add(new Answer(401, "{\"message\": \"who are you?\"}"));

        assertThatThrownBy(() -> registry(Map.of()).register("a", Opened.SCHEMA$))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("401: who are you?");
        assertThat(fake.requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | <html>                                       | did not answer in JSON, but <html>. Is schema.registry.url that of",
                "200 | ``                                           | has no field 'id', it is nothing. Is schema.registry.url that of",
                "200 | []                                           | has no field 'id', it is []. Is schema.registry.url that of",
                "401 | ``                                           | answered 401: nothing. Are the user in basic.auth.user.info",
                "403 | {\"message\": \"no\"}                     | answered 403: no. Are the user in basic.auth.user.info",
                "404 | <html> Not   here                            | answered 404: <html> Not here. Is schema.registry.url that of",
                "405 | {\"title\": \"Method\"}                  | answered 405: {\"title\": \"Method\"}. Is schema.registry.url that of",
                "422 | {\"error_code\": 42201, \"message\": \"No schema\"} | answered 422: No schema. The log of the registry",
                "429 | ``                                           | answered 429: nothing. Try again later, or raise max.retries",
                "500 | {\"error_code\": 0, \"message\": \"null\"} | answered 500: null. The log of the registry may say more",
                "502 | <html> Bad gateway                           | answered 502: <html> Bad gateway. Is schema.registry.url that of",
            })
    void saysWhatToDoAboutAnAnswer(int status, String body, String told) {
        fake.next.add(new Answer(status, body));

        assertThatThrownBy(() -> registry(Map.of("max.retries", 0)).register("a", Opened.SCHEMA$))
                .hasMessageContaining(told);
    }

    @Test
    void showsTheBeginningOfALongAnswer() {
        fake.next.add(new Answer(404, "x".repeat(10_000)));

        assertThatThrownBy(() -> registry(Map.of()).register("a", Opened.SCHEMA$))
                .message()
                .contains("answered 404: xxx")
                .hasSizeLessThan(600);
    }

    @Test
    void sendsTheUserOfTheUrlAndNeverShowsThePassword() {
        SchemaRegistry registry = registry(Map.of("schema.registry.url", "http://ann:secret@" + fake.authority()));
        fake.next.add(new Answer(403, "{\"message\": \"no\"}"));

        assertThatThrownBy(() -> registry.schema(1)).hasMessageNotContaining("secret");
        assertThat(fake.authorizations).containsOnly("Basic YW5uOnNlY3JldA==");
    }

    @Test
    void sendsTheUserOfTheSettings() {
        registry(Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "ann:secret"))
                .register("a", Opened.SCHEMA$);

        assertThat(fake.authorizations).containsOnly("Basic YW5uOnNlY3JldA==");
    }

    @Test
    void sendsTheUserOfKafka() {
        String jaas =
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ann\" password=\"secret\";";
        registry(Map.of("basic.auth.credentials.source", "SASL_INHERIT", "sasl.jaas.config", jaas))
                .register("a", Opened.SCHEMA$);

        assertThat(fake.authorizations).containsOnly("Basic YW5uOnNlY3JldA==");
    }

    @Test
    void sendsABearerToken() {
        registry(Map.of("bearer.auth.token", "t0ken")).register("a", Opened.SCHEMA$);

        assertThat(fake.authorizations).containsOnly("Bearer t0ken");
    }

    @Test
    void asksTheRegistryToNormalizeWhereToldTo() {
        registry(Map.of("normalize.schemas", true)).register("a b/c", Opened.SCHEMA$);

        assertThat(fake.requests).first().isEqualTo("POST /subjects/a%20b%2Fc/versions?normalize=true");
    }

    @Test
    void tellsWhyASchemaWouldBeRefused() {
        fake.next.add(new Answer(200, "{\"is_compatible\": false, \"messages\": [\"no default: taxNumber\"]}"));

        assertThat(registry(Map.of()).incompatibilities("a", Entries.OWNER_BROKEN))
                .containsExactly("no default: taxNumber");
    }

    @Test
    void findsNothingAgainstTheFirstVersionOfASubject() {
        assertThat(registry(Map.of()).incompatibilities("a", Entries.OWNER_V1)).isEmpty();
    }

    @Test
    void readsASchemaThatRefersToAnother() {
        fake.add("owner", Entries.OWNER_V1.toString());
        fake.next.add(new Answer(200, """
                {"schema": "{\\"type\\": \\"record\\", \\"name\\": \\"Deed\\", \\"fields\\": [\
                {\\"name\\": \\"owner\\", \\"type\\": \\"dev.gregor.ledger.Owner\\"}]}",
                 "references": [{"name": "dev.gregor.ledger.Owner", "subject": "owner", "version": 1}]}"""));

        assertThat(registry(Map.of()).schema(7).getField("owner").schema()).isEqualTo(Entries.OWNER_V1);
    }

    @Test
    void refusesASchemaOfAnotherKind() {
        fake.next.add(new Answer(200, "{\"schemaType\": \"PROTOBUF\", \"schema\": \"syntax\"}"));

        assertThatThrownBy(() -> registry(Map.of()).schema(1))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("expected AVRO");
    }
}
