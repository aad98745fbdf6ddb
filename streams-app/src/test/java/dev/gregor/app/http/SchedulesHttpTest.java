package dev.gregor.app.http;

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
import dev.gregor.messaging.schedule.ScheduleSettings;
import dev.gregor.messaging.schedule.Schedules;
import dev.gregor.user.UserRegistered;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules over HTTP, on a real broker. */
class SchedulesHttpTest {

    private static final String SCHEDULES = "/api/schedules";
    private static final String MESSAGE =
            "\"topic\":\"user-events\",\"key\":\"42\",\"type\":\"user.registered.v1\",\"data\":{\"username\":\"john\",\"email\":\"john@example.com\"}";

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static LocalBroker broker;

    @SuppressWarnings("NullAway.Init")
    private static Schedules schedules;

    @BeforeAll
    static void start() throws Exception {
        broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")));
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic("user-events", 1, (short) 1), new NewTopic("emails", 1, (short) 1)))
                    .all()
                    .get();
        }
        MessagingSettings settings = new MessagingSettings(
                "bank",
                kafka,
                AvroCodec.singleObject(SchemaCatalog.inMemory()),
                MessageTypes.none().with("user.registered.v1", UserRegistered.class),
                1_000_000);
        schedules = Schedules.start(
                ScheduleSettings.of(settings, dir.resolve("schedules"), "one").withPartitions(2));
        await().atMost(Duration.ofMinutes(1)).until(schedules::isRunning);
    }

    @AfterAll
    static void stop() {
        schedules.close();
        broker.close();
    }

    @BeforeEach
    void serve() {
        fakes.messaging.schedules = schedules;
    }

    @AfterEach
    void close() {
        fakes.close();
    }

    private HttpResponse<String> put(String id, String members) {
        return client.send(client.request(SCHEDULES + '/' + id, "Content-Type", "application/json")
                .header("X-Correlation-Id", "req-1")
                .PUT(BodyPublishers.ofString("{" + MESSAGE + members + "}")));
    }

    private HttpResponse<String> delete(String id) {
        return client.send(client.request(SCHEDULES + '/' + id).DELETE());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String type, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Client.json(answer).path("type").asText()).isEqualTo("/problems/" + type);
        assertThat(Client.json(answer).path("detail").asText()).contains(detail);
    }

    @Test
    void areSetShownReplacedAndCancelled() {
        String id = "reminder%2F42";
        assertThat(put(id, ",\"at\":\"2090-01-31T10:00:00+02:00\"").body())
                .isEqualTo(
                        "{\"id\":\"reminder/42\",\"due\":\"2090-01-31T08:00:00Z\",\"topic\":\"user-events\",\"key\":\"42\",\"type\":\"user.registered.v1\",\"cron\":null,\"zone\":null}");
        JsonNode monthly = Client.json(put(id, ",\"cron\":\"0 6 1 * *\",\"zone\":\"Europe/Berlin\""));
        assertThat(monthly.path("cron").asText()).isEqualTo("0 6 1 * *");
        assertThat(Client.json(client.get(SCHEDULES + '/' + id))).isEqualTo(monthly);
        assertThat(delete(id).body()).isEqualTo("{\"id\":\"reminder/42\",\"cancelled\":true}");
        assertProblem(delete(id), 404, "schedule-not-found", "reminder/42");
        assertProblem(client.get(SCHEDULES + '/' + id), 404, "schedule-not-found", "reminder/42");
    }

    @Test
    void areDeliveredInTheNameOfTheRequest() {
        Instant due = Instant.parse(Client.json(put("soon", ",\"delay\":\"PT0.2S\",\"headers\":{\"team\":\"mails\"}"))
                .path("due")
                .asText());
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(delivered()).anySatisfy(record -> {
                    assertThat(header(record, "ce_id")).isEqualTo("soon/" + due);
                    assertThat(header(record, "ce_correlationid")).isEqualTo("req-1");
                    assertThat(header(record, "team")).isEqualTo("mails");
                    assertThat(record.key()).isEqualTo("42");
                    assertThat(record.timestamp()).isGreaterThanOrEqualTo(due.toEpochMilli());
                }));
        assertThat(client.get(SCHEDULES + "/soon").statusCode()).isEqualTo(404);
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<String, String>> delivered() {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("isolation.level", "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("user-events", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            List<ConsumerRecord<String, String>> all = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
            return all;
        }
    }

    @Test
    void areListedPageByPageByPrefixAndTopic() {
        List<String> ids = List.of("page/a", "page/b", "page/c", "page/d", "page/é");
        ids.forEach(id -> put(id.replace("/", "%2F").replace("é", "%C3%A9"), ",\"at\":\"2090-01-31T10:00:00Z\""));
        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = Client.json(client.get(SCHEDULES + "?prefix=page/&topic=user-events&limit=2" + cursor));
            assertThat(page.path("schedules").size()).isLessThanOrEqualTo(2);
            page.path("schedules").forEach(each -> listed.add(each.path("id").asText()));
            cursor = page.path("cursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("cursor").asText().replace("é", "%C3%A9");
        } while (!cursor.isEmpty());
        assertThat(listed).isEqualTo(ids);
        assertThat(client.get(SCHEDULES + "?prefix=page/&topic=emails").body())
                .isEqualTo("{\"schedules\":[],\"cursor\":null}");
        assertProblem(client.get(SCHEDULES + "?limit=0"), 400, "invalid-request", "from 1 to 1000");
        assertProblem(client.get(SCHEDULES + "?perfix=a"), 400, "invalid-request", "did you mean prefix?");
    }

    @Test
    void thereAreNoneWhereNothingWasEverScheduled() {
        fakes.messaging.schedules = null;
        assertThat(client.get(SCHEDULES).body()).isEqualTo("{\"schedules\":[],\"cursor\":null}");
        assertProblem(client.get(SCHEDULES + "/a"), 404, "schedule-not-found", "'a'");
        assertProblem(delete("a"), 404, "schedule-not-found", "'a'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                                                                  | one of at, delay and cron, and there are []
                    ,'at':'2090-01-31T10:00:00Z','delay':'PT1H'   | there are [at, delay]
                    ,'at':'tomorrow'                              | a time of RFC 3339
                    ,'at':'+99999-01-31T10:00:00Z'                | up to 9999
                    ,'at':7                                       | at is '7', expected a string
                    ,'delay':'2h'                                 | a duration of ISO 8601
                    ,'delay':'-PT1H'                              | a duration of ISO 8601
                    ,'delay':'PT9223372036854775807S'             | a duration of ISO 8601
                    ,'delay':'PT1H','zone':'UTC'                  | no zone without cron
                    ,'cron':'0 6 * * *'                           | zone is missing
                    ,'cron':'0 6 * * *','zone':'Atlantis'         | a time zone, such as
                    ,'cron':'0 25 * * *','zone':'UTC'             | has the hour '25'
                    ,'cron':'0 0 30 2 *','zone':'UTC'             | has no time
                    ,'delay':'PT1H','id':'m1'                     | only topic, type, key, headers, data
                    """)
    void areRefusedIfMalformed(String members, String detail) {
        assertProblem(
                put("malformed", members == null ? "" : members.replace('\'', '"')), 400, "invalid-request", detail);
    }

    @Test
    void areRefusedForTopicsThatAreNotToBeWritten() {
        String later = ",\"delay\":\"PT1H\"";
        String path = SCHEDULES + "/refused";
        for (String topic : List.of("user.events", "gregor.schemas", "a.dlq")) {
            assertProblem(putTo(path, topic, later), 400, "invalid-request", "written by the application itself");
        }
        assertProblem(putTo(path, "nobodys-events", later), 404, "unknown-topic", "nobodys-events");
        assertProblem(put("a%0Ab", later), 400, "invalid-request", "control character");
        assertProblem(put("x".repeat(201), later), 400, "invalid-request", "1 to 200 characters");
        fakes.obstacle = "The application starts";
        assertProblem(put("refused", later), 503, "not-ready", "starts");
    }

    private HttpResponse<String> putTo(String path, String topic, String members) {
        return client.send(client.request(path, "Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{" + MESSAGE.replace("user-events", topic) + members + "}")));
    }

    @Test
    void areSetOnlyForTopicsOfTheCaller(@TempDir Path folder) {
        ApiKey operator = ApiKey.random();
        ApiKey publisher = ApiKey.random();
        ApiKey admin = ApiKey.random();
        String keys = Secured.key(operator, "olga", null, "operator")
                + ','
                + Secured.key(publisher, "paul", null, "publisher")
                + ','
                + Secured.key(admin, "ann", null, "admin");
        try (Secured secured = new Secured(folder, keys)) {
            secured.fakes.messaging.schedules = schedules;
            assertProblem(put(secured, operator), 403, "forbidden", "schedule a message for topic 'user-events'");
            assertProblem(put(secured, publisher), 403, "forbidden", "PUT /api/schedules/secured");
            assertThat(put(secured, admin).statusCode()).isEqualTo(200);
            assertThat(secured.get(SCHEDULES + "/secured", operator.text()).statusCode())
                    .isEqualTo(200);
        }
        assertThat(delete("secured").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> put(Secured secured, ApiKey caller) {
        return secured.client.send(secured.client
                .request(
                        SCHEDULES + "/secured",
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + caller.text())
                .PUT(BodyPublishers.ofString("{" + MESSAGE + ",\"at\":\"2090-01-31T10:00:00Z\"}")));
    }

    @Test
    void areDescribedWithTheirTypesAndTimes() {
        JsonNode schema = Client.json(client.get("/openapi.json"))
                .at("/paths/~1api~1schedules~1{schedule}/put/requestBody/content/application~1json/schema/anyOf/0");
        assertThat(schema.at("/properties/type/const").asText()).isEqualTo("user.registered.v1");
        assertThat(schema.path("oneOf").size()).isEqualTo(3);
        assertThat(schema.path("properties").has("id")).isFalse();
    }
}
