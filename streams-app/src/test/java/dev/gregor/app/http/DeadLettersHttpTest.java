package dev.gregor.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.app.http.security.ApiKey;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.letter.topic.TopicLetters;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.messaging.subscribe.RetryPolicy;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.messaging.subscribe.Subscription;
import dev.gregor.user.UserRegistered;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters over HTTP, of a subscription on a real broker. */
class DeadLettersHttpTest {

    private static final String LETTERS = "/api/dead-letters";
    private static final String GROUP = "subscription=welcome-mail&exception=java.lang.IllegalStateException";

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());
    private volatile boolean fails = true;

    /** Who waits for it cannot be interrupted. */
    private final Lock mailServer = new ReentrantLock();

    private final String topic = "user-events-" + UUID.randomUUID();
    private final String first = LETTERS + "/welcome-mail%2F" + topic + "%2F0%2F0";

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static LocalBroker broker;

    @SuppressWarnings("NullAway.Init")
    private DeadLetters letters;

    @SuppressWarnings("NullAway.Init")
    private TopicLetters topicLetters;

    @SuppressWarnings("NullAway.Init")
    private Subscription subscription;

    /** Handles registrations while it is allowed to, one after the other, so that letters have an order. */
    private final class WelcomeMail extends Subscriber {

        private WelcomeMail() {
            super("welcome-mail");
            topics(topic);
            retries(RetryPolicy.none());
            concurrency(1);
            on("user.registered.v1", UserRegistered.class, (message, outgoing) -> {
                mailServer.lock();
                mailServer.unlock();
                if (fails) {
                    throw new IllegalStateException("The mail server refuses " + message.key());
                }
            });
        }
    }

    @BeforeAll
    static void startBroker() {
        broker = LocalBroker.start(BrokerSettings.in(dir));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void fail() throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        MessageTypes types = MessageTypes.none().with("user.registered.v1", UserRegistered.class);
        AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
        MessagingSettings settings = new MessagingSettings(topic, kafka, codec, types, 1_000_000);
        try (Admin admin = Admin.create(kafka);
                Publisher publisher = Publisher.start(settings)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            for (String key : List.of("john", "ann")) {
                UserRegistered registered = new UserRegistered(key, key + "@example.com");
                publisher
                        .publish(OutgoingMessage.of(topic, key, registered)
                                .withHeader("Authorization", "Bearer abc")
                                .withHeader("team", "mails"))
                        .join();
            }
        }
        letters = DeadLetters.open(settings, name -> Optional.of(subscription), Duration.ofSeconds(2));
        topicLetters = TopicLetters.open(settings);
        fakes.messaging.letters = letters;
        fakes.messaging.topicLetters = topicLetters;
        subscription = Subscription.start(settings, new WelcomeMail());
        awaitLetters(2);
    }

    private void awaitLetters(int count) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(get(LETTERS)).contains("\"count\":" + count + ","));
    }

    @AfterEach
    void close() {
        fakes.close();
        subscription.close();
        letters.close();
        topicLetters.close();
    }

    private String get(String path) {
        return client.get(path).body();
    }

    private HttpResponse<String> send(String method, String path) {
        return client.send(client.request(path).method(method, BodyPublishers.noBody()));
    }

    @Test
    void areListedInPagesGroupedAndShownWithoutSecrets() {
        String page = get(LETTERS + "?limit=1&subscription=welcome-mail");
        assertThat(page).contains("\"key\":\"john\"", "The mail server refuses john", "\"tries\":1", "\"count\":2");
        String cursor =
                Client.json(client.get(LETTERS + "?limit=1")).path("cursor").asText();
        assertThat(get(LETTERS + "?limit=1&cursor=" + cursor)).contains("\"key\":\"ann\"", "\"cursor\":null");
        assertThat(get(LETTERS + "?key=nobody")).isEqualTo("{\"letters\":[],\"count\":0,\"cursor\":null}");

        assertThat(get(LETTERS + "/groups"))
                .contains("\"count\":2", "\"type\":\"user.registered.v1\"", "\"sample\":{\"id\":\"welcome-mail/");

        assertThat(get(first))
                .contains("\"data\":{\"username\":\"john\",\"email\":\"john@example.com\"}")
                .contains("{\"name\":\"Authorization\",\"value\":\"***\"}")
                .contains("DeadLettersHttpTest")
                .doesNotContain("Bearer");
    }

    @Test
    void areShownWithoutWhatTheySayToThoseWhoMayNotSeeIt(@TempDir Path folder) {
        ApiKey operator = ApiKey.random();
        ApiKey admin = ApiKey.random();
        String keys = Secured.key(operator, "olga", null, "operator") + ',' + Secured.key(admin, "ann", null, "admin");
        try (Secured secured = new Secured(folder, keys)) {
            secured.fakes.messaging.letters = letters;
            secured.fakes.messaging.topicLetters = topicLetters;
            assertThat(secured.get(first, operator.text()).body())
                    .contains("\"data\":{\"username\":\"***\",\"email\":\"***\"}")
                    .contains("{\"name\":\"ce_type\",\"value\":\"user.registered.v1\"}")
                    .contains("{\"name\":\"team\",\"value\":\"***\"}")
                    .doesNotContain("@example.com");
            assertThat(secured.get(first, admin.text()).body())
                    .contains("\"email\":\"john@example.com\"", "{\"name\":\"team\",\"value\":\"mails\"}");

            String dead = LETTERS + "/topics/" + topic + ".dlq/0/0";
            assertThat(secured.get(dead, operator.text()).body())
                    .contains("\"email\":\"***\"")
                    .doesNotContain("@example.com");
            assertThat(secured.get(dead, admin.text()).body()).contains("\"email\":\"john@example.com\"");
        }
    }

    @Test
    void areRetriedOneByOneAndByFilterUntilTheyAreGone() {
        fails = false;
        assertThat(send("POST", first + "/retry?by=ann").body()).contains("\"request\":\"");
        awaitLetters(1);
        assertThat(send("POST", first + "/retry?by=ann").body()).contains("/problems/letter-not-found");

        String request = Client.json(send("POST", LETTERS + "/retry?perSecond=100&by=ann&" + GROUP))
                .path("request")
                .asText();
        awaitLetters(0);
        await().untilAsserted(
                        () -> assertThat(get(LETTERS + "/requests/" + request)).contains("\"left\":0,\"done\":true"));
        assertThat(get(LETTERS + "/requests")).isEqualTo("{\"requests\":[]}");
    }

    @Test
    void areTriedWithoutEffects() {
        JsonNode failed = Client.json(send("POST", first + "/dry-run?by=ann")).path("dryRuns");
        assertThat(failed).hasSize(1);
        assertThat(failed.get(0).path("result").asText()).isEqualTo("FAILED");
        assertThat(failed.get(0).path("message").asText()).contains("The mail server refuses john");
        fails = false;
        assertThat(send("POST", LETTERS + "/dry-run?by=ann&" + GROUP).body())
                .contains("\"key\":\"john\",\"result\":\"HANDLED\"", "\"key\":\"ann\",\"result\":\"HANDLED\"");
        awaitLetters(2);
        assertThat(get(LETTERS + "/audit?limit=2"))
                .contains("\"action\":\"DRY_RUN\",\"by\":\"ann\"", "\"outcome\":\"HANDLED\"", "\"next\":");
    }

    @Test
    void aDryRunWhoseHandlerHangsEndsAndSaysSo() {
        mailServer.lock();
        JsonNode late = Client.json(send("POST", LETTERS + "/dry-run?by=ann&" + GROUP));
        assertThat(late.path("dryRuns").findValuesAsText("result")).containsExactly("TIMED_OUT", "NOT_RUN");
        assertThat(late.path("dryRuns").get(0).path("message").asText())
                .contains("within 2000 ms", "gregor.dead-letters.dry-run-timeout", "they still run in thread");
        assertThat(send("POST", first + "/dry-run?by=ann").body()).contains("NOT_RUN", "earlier dry run still run");
        fails = false;
        mailServer.unlock();
        await().untilAsserted(() ->
                assertThat(send("POST", first + "/dry-run?by=ann").body()).contains("HANDLED"));
    }

    @Test
    void areEditedBySchemaAndKeepTheirOriginal() {
        assertThat(edit("{\"username\":\"john\"}").body()).contains("/problems/invalid-request", "email");
        assertThat(edit("{\"username\":\"john\",\"email\":\"j@example.com\"}").body())
                .contains("\"request\":\"");
        await().untilAsserted(() -> assertThat(get(first))
                .contains(
                        "\"tries\":2",
                        "\"data\":{\"username\":\"john\",\"email\":\"j@example.com\"}",
                        "\"original\":{\"data\":{\"username\":\"john\",\"email\":\"john@example.com\"}}",
                        "{\"name\":\"gregor-edited-by\",\"value\":\"ann\"}"));
        String id = "welcome-mail%2F" + topic + "%2F0%2F0";
        assertThat(get(LETTERS + "/audit?letter=" + id)).contains("\"action\":\"EDIT\"", "\"reason\":\"a typo\"");
    }

    private HttpResponse<String> edit(String data) {
        return client.send(client.request(first + "/edit?by=ann&reason=a%20typo", "Content-Type", "application/json")
                .POST(BodyPublishers.ofString(data)));
    }

    @Test
    void thoseOfOthersAreListedShownAndPublishedAgain() throws Exception {
        String dead = topic + "-dlt";
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
                Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic(dead, 1, (short) 1))).all().get();
            for (String origin : List.of(topic, "nobodys-topic")) {
                ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(dead, new byte[] {1}, new byte[] {2});
                letter.headers().add("__streams.errors.topic", origin.getBytes(UTF_8));
                producer.send(letter).get();
            }
        }
        String path = LETTERS + "/topics/" + dead;
        assertThat(get(path))
                .contains("\"offset\":0,\"writer\":\"KAFKA_STREAMS\"", "\"originTopic\":\"" + topic, "\"cursor\":null");
        assertThat(get(path + "/0/0"))
                .contains("\"headers\":[{\"name\":\"__streams", "\"data\":null,\"value\":\"Ag==\"");
        assertThat(get(path + "/0/7")).contains("/problems/letter-not-found");
        assertThat(send("POST", path + "/0/0/redrive?by=ann").body()).isEqualTo("{\"done\":1,\"skipped\":[]}");
        assertThat(send("POST", path + "/redrive?limit=5&by=ann").body())
                .contains("\"done\":0", "There is no topic 'nobodys-topic'");
        assertThat(send("DELETE", path + "/0/1?reason=test&by=ann").body()).contains("\"done\":1");
        assertThat(send("DELETE", path + "?reason=test&by=ann").body()).contains("\"done\":0");
        assertThat(get(path)).isEqualTo("{\"letters\":[],\"cursor\":null}");
        assertThat(get(LETTERS + "/topics/nobodys-topic")).contains("/problems/letter-not-found");
        assertThat(get(LETTERS + "/topics/" + topic)).contains("\"letters\":[]");
        assertThat(get(LETTERS + "/topics/" + topic + "/0/0")).contains("/problems/letter-not-found");
        assertThat(get(path + "?cursor=x")).contains("/problems/invalid-request");
    }

    @Test
    void acceptNoCursorOfSomethingElse() {
        assertThat(get(LETTERS + "?cursor=abc")).contains("/problems/invalid-request", "cursor");
    }

    @Test
    void oneThatFailsAgainStaysWithOneMoreTry() {
        send("POST", first + "/retry?by=ann");
        await().untilAsserted(() -> assertThat(get(first)).contains("\"tries\":2"));
    }

    @Test
    void areDiscardedWithAReasonAndNeverAllByMistake() {
        assertThat(send("DELETE", LETTERS + "?reason=test&by=ann").body()).contains("/problems/invalid-request", "all");
        assertThat(send("DELETE", first + "?by=ann").body()).contains("reason is missing");
        assertThat(send("DELETE", first + "?reason=test").body()).contains("by is missing");
        assertThat(send("DELETE", first + "?reason=test&by=ann").statusCode()).isEqualTo(200);
        awaitLetters(1);
        assertThat(send("DELETE", LETTERS + "?all=true&reason=test&by=ann").statusCode())
                .isEqualTo(200);
        awaitLetters(0);
    }
}
