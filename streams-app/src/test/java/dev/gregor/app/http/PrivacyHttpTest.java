package dev.gregor.app.http;

import static dev.gregor.app.http.CommandHttpTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.node.access.SubjectOperations;
import dev.gregor.privacy.Privacy;
import dev.gregor.privacy.Receipt;
import dev.gregor.privacy.Receipt.Mending;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.file.FileMasterKeys;
import dev.gregor.privacy.key.file.Pkcs12KeyStore;
import dev.gregor.privacy.key.rotation.KeyRotation;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forgetting over HTTP, with keys in files. */
class PrivacyHttpTest {

    private static final String FORGET = "/api/privacy/forget";
    private static final String FORGOTTEN = "/api/privacy/forgotten";
    private static final String ROTATION = "/api/privacy/rotation";
    private static final String OLD = "2026-01 " + "0123456789abcdef".repeat(4) + "\n";
    private static final String NEW = "2027-01 " + "fedcba9876543210".repeat(4) + "\n";

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());

    @TempDir
    private Path folder;

    private SubjectKeyStore store;
    private KeyRotation rotation;

    /** With a read model that is always built anew. */
    private record Forgetting(SubjectKeyStore store) implements Privacy {

        @Override
        public Receipt forget(String subject, String by, String reason) {
            Forgotten asked = new Forgotten("r-" + reason.length(), Instant.parse("2026-01-31T10:00:00Z"), by, reason);
            return receipt(subject, store.forget(subject, asked));
        }

        private static Receipt receipt(String subject, Forgotten forgotten) {
            return new Receipt(
                    subject,
                    forgotten,
                    Map.of("names", Mending.BUILDING, "labels", Mending.EXPIRED),
                    Map.of("user", "rebuild user"));
        }

        @Override
        public Optional<Receipt> receipt(String subject) {
            return find(subject).filter(Forgotten.class::isInstance).map(entry -> receipt(subject, (Forgotten) entry));
        }

        @Override
        public Map<String, Forgotten> forgotten() {
            Map<String, Forgotten> all = new TreeMap<>();
            store.forEach((subject, entry) -> {
                if (entry instanceof Forgotten receipt) {
                    all.put(subject, receipt);
                }
            });
            return all;
        }

        @Override
        public Optional<SubjectEntry> find(String subject) {
            return store.find(subject);
        }
    }

    @BeforeEach
    void seal() throws IOException {
        MasterKeys old = FileMasterKeys.hex(Files.writeString(folder.resolve("old"), OLD));
        MasterKeys both = FileMasterKeys.hex(Files.writeString(folder.resolve("both"), OLD + NEW));
        store = Pkcs12KeyStore.open(folder.resolve("subjects.p12"), "correct horse".toCharArray());
        store.add("42", old.wrap(new byte[32]));
        store.add("a/b c", old.wrap(new byte[32]));
        rotation = new KeyRotation(store, both);
        fakes.sealedFields = Optional.of(new SubjectOperations(new Forgetting(store), rotation));
    }

    @AfterEach
    void close() {
        fakes.close();
        rotation.close();
        store.close();
    }

    private HttpResponse<String> forget(String body) {
        return client.send(
                client.request(FORGET, "Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    @Test
    void forgetsASubjectOnce() {
        HttpResponse<String> first = forget("{\"subject\":\"42\",\"reason\":\"asked\",\"by\":\"ada\"}");
        assertThat(first.statusCode()).isEqualTo(200);
        JsonNode receipt = Client.json(first);
        assertThat(receipt.path("subject").asText()).isEqualTo("42");
        assertThat(receipt.path("receipt").asText()).isEqualTo("r-5");
        assertThat(receipt.path("at").asText()).isEqualTo("2026-01-31T10:00:00Z");
        assertThat(receipt.path("by").asText()).isEqualTo("ada");
        assertThat(receipt.path("reason").asText()).isEqualTo("asked");
        assertThat(receipt.path("done").asBoolean()).isFalse();
        assertThat(receipt.path("readModels").path("names").asText()).isEqualTo("BUILDING");
        assertThat(receipt.path("readModels").path("labels").asText()).isEqualTo("EXPIRED");
        assertThat(receipt.path("states").toString()).isEqualTo("[\"user\"]");
        assertThat(receipt.path("problems")).hasSize(2);
        assertThat(receipt.path("problems").get(0).asText()).contains("read model 'labels'", "reset it");
        assertThat(receipt.path("problems").get(1).asText()).isEqualTo("rebuild user");

        assertThat(Client.json(forget("{\"subject\":\"42\",\"reason\":\"asked again\",\"by\":\"bob\"}")))
                .isEqualTo(receipt);
        assertThat(store.find("42"))
                .hasValueSatisfying(entry -> assertThat(entry).isInstanceOf(Forgotten.class));
    }

    @Test
    void allThatAReadModelMayBeIsDescribed() {
        JsonNode described = Client.json(client.get("/openapi.json"))
                .at("/components/schemas/ForgetReceipt/properties/readModels/additionalProperties/enum");

        assertThat(described)
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Mending.values()).map(Mending::name).toList());
    }

    @Test
    void saysWhatIsKnownOfASubject() {
        JsonNode known = Client.json(client.get("/api/privacy/subjects/a%2Fb%20c"));
        assertThat(known.path("subject").asText()).isEqualTo("a/b c");
        assertThat(known.path("sealed").asBoolean()).isTrue();
        assertThat(known.path("forgotten").asBoolean()).isFalse();
        assertThat(known.has("receipt")).isFalse();

        JsonNode unknown = Client.json(client.get("/api/privacy/subjects/43"));
        assertThat(unknown.path("sealed").asBoolean()).isFalse();
        assertThat(unknown.path("forgotten").asBoolean()).isFalse();

        JsonNode receipt = Client.json(forget("{\"subject\":\"42\",\"reason\":\"asked\",\"by\":\"ada\"}"));
        JsonNode forgotten = Client.json(client.get("/api/privacy/subjects/42"));
        assertThat(forgotten.path("sealed").asBoolean()).isFalse();
        assertThat(forgotten.path("forgotten").asBoolean()).isTrue();
        assertThat(forgotten.path("receipt")).isEqualTo(receipt);
    }

    @Test
    void listsReceipts() {
        assertThat(Client.json(client.get(FORGOTTEN)).toString())
                .isEqualTo("{\"forgotten\":[],\"count\":0,\"cursor\":null}");
        forget("{\"subject\":\"42\",\"reason\":\"a\",\"by\":\"ada\"}");
        forget("{\"subject\":\"43\",\"reason\":\"as\",\"by\":\"bob\"}");
        forget("{\"subject\":\"44\",\"reason\":\"ask\",\"by\":\"ada\"}");

        JsonNode page = Client.json(client.get(FORGOTTEN + "?limit=2"));
        assertThat(page.path("forgotten").findValuesAsText("subject")).containsExactly("42", "43");
        assertThat(page.path("forgotten").get(1).toString())
                .isEqualTo(
                        "{\"subject\":\"43\",\"receipt\":\"r-2\",\"at\":\"2026-01-31T10:00:00Z\",\"by\":\"bob\",\"reason\":\"as\"}");
        assertThat(page.path("count").asInt()).isEqualTo(3);

        JsonNode last = Client.json(
                client.get(FORGOTTEN + "?cursor=" + page.path("cursor").asText()));
        assertThat(last.path("forgotten").findValuesAsText("subject")).containsExactly("44");
        assertThat(last.path("cursor").isNull()).isTrue();
        problem(client.get(FORGOTTEN + "?cursor=r-9"), 400, "/problems/invalid-request");
    }

    @Test
    void refusesWhatNamesNoSubjectAndNoReason() {
        problem(forget("{}"), 400, "/problems/invalid-request");
        problem(forget("{\"subject\":\"42\",\"by\":\"ada\"}"), 400, "/problems/invalid-request");
        problem(forget("{\"subject\":\" \",\"reason\":\"asked\",\"by\":\"ada\"}"), 400, "/problems/invalid-request");
        problem(forget("{\"subject\":\"42\",\"reason\":\"asked\"}"), 400, "/problems/invalid-request");
        problem(forget("{\"subject\":42,\"reason\":\"asked\",\"by\":\"ada\"}"), 400, "/problems/invalid-request");
        problem(
                forget("{\"subject\":\"42\",\"reason\":\"asked\",\"by\":\"ada\",\"all\":true}"),
                400,
                "/problems/invalid-request");
        problem(forget("[]"), 400, "/problems/invalid-request");
        assertThat(store.find("42")).isPresent().get().isNotInstanceOf(Forgotten.class);
    }

    @Test
    void saysThatNothingIsSealed() {
        fakes.sealedFields = Optional.empty();

        problem(forget("{\"subject\":\"42\",\"reason\":\"asked\",\"by\":\"ada\"}"), 404, "/problems/nothing-sealed");
        problem(client.get("/api/privacy/subjects/42"), 404, "/problems/nothing-sealed");
        problem(client.get(FORGOTTEN), 404, "/problems/nothing-sealed");
        problem(client.post(ROTATION), 404, "/problems/nothing-sealed");
        problem(client.get(ROTATION), 404, "/problems/nothing-sealed");
    }

    @Test
    void rotatesTheMasterKey() {
        assertThat(Client.json(client.get(ROTATION)).path("state").asText()).isEqualTo("NONE");
        assertThat(Client.json(client.post(ROTATION)).path("master").asText()).isEqualTo("2027-01");

        JsonNode end = Awaitility.await()
                .until(
                        () -> Client.json(client.get(ROTATION)),
                        progress -> progress.path("state").asText().equals("DONE"));
        assertThat(end.path("rewrapped").asLong()).isEqualTo(2);
        assertThat(end.path("left").isEmpty()).isTrue();
        assertThat(end.path("problem").isNull()).isTrue();
    }
}
