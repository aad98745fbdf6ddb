package dev.gregor.projection.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountsByOwner;
import dev.gregor.bank.Audited;
import dev.gregor.bank.BalanceRow;
import dev.gregor.bank.Balances;
import dev.gregor.bank.Closed;
import dev.gregor.bank.CountRow;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.Opened;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.position.Position;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
import dev.gregor.projection.query.RowPage;
import dev.gregor.projection.query.RowRange;
import dev.gregor.projection.run.RunningProjections;
import dev.gregor.projection.topology.ReadSide;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Read models of a real broker, from events in transactions to answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
final class QueryGatewayTest {

    private static final int PARTITIONS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final EventRecords events = new EventRecords(codec, PARTITIONS);

    private Path stateDir;
    private LocalBroker broker;
    private KafkaProducer<byte[], byte[]> producer;
    private RunningProjections projections;
    private QueryGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        stateDir = folder.resolve("state");
        broker = LocalBroker.start(BrokerSettings.in(folder.resolve("broker")));
        try (Admin admin = Admin.create(kafka())) {
            admin.createTopics(List.of(new NewTopic(EventRecords.TOPIC, PARTITIONS, (short) 1)
                            .configs(Map.of("retention.ms", "-1"))))
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        startProjections();
    }

    @AfterAll
    void stop() {
        projections.close();
        producer.close();
        broker.close();
    }

    @Test
    void answersAQueryAfterAPositionNeverStale() {
        for (int i = 1; i <= 50; i++) {
            Position opened = happens(new Opened("zoe"), "stale-" + i);
            assertThat(found(gateway.get("accounts-by-owner", "zoe", opened)))
                    .isEqualTo(row("zoe", new CountRow((long) i)));
            Position deposited = happens(new Deposited((long) i), "stale-" + i);
            assertThat(found(gateway.get("balances", "stale-" + i, deposited)))
                    .isEqualTo(row("stale-" + i, new BalanceRow("zoe", (long) i)));
        }
    }

    @Test
    void answersAfterThePositionOfAnEventThatChangesNothing() {
        Position audited = happens(new Audited(), "audited");

        assertThat(answer(gateway.get("accounts-by-owner", "nobody", audited)))
                .isEqualTo(new QueryAnswer.NoRow<>("accounts-by-owner", "nobody"));
        assertThat(answer(gateway.get("balances", "audited", audited)))
                .isEqualTo(new QueryAnswer.NoRow<>("balances", "audited"));
        assertThat(answer(gateway.page("accounts-by-owner", RowRange.all(), audited)))
                .isInstanceOf(QueryAnswer.Found.class);
    }

    @Test
    void pagesInTheOrderOfKeysOverAllPartitions() {
        List<String> ids = IntStream.range(100, 125).mapToObj(i -> "page-" + i).toList();
        ids.forEach(id -> happens(new Opened("paul"), id));
        Position last = happens(new Closed("paul"), "page-110");
        await().untilAsserted(() -> assertThat(gateway.projections()).allMatch(status -> status.lag() == 0));

        List<String> open = ids.stream().filter(id -> !id.equals("page-110")).toList();
        RowRange range = RowRange.all().withPrefix("page-").withLimit(7);
        assertThat(keys(range, last)).isEqualTo(open);
        List<String> backwards = new ArrayList<>(open);
        Collections.reverse(backwards);
        assertThat(keys(range.withDescending(true), last)).isEqualTo(backwards);
        assertThat(keys(range.withDescending(true).withFrom("page-111").withTo("page-114"), last))
                .containsExactly("page-113", "page-112", "page-111");
    }

    /** The keys of all pages, each of which but the last is full. */
    private List<String> keys(RowRange range, Position after) {
        List<String> keys = new ArrayList<>();
        for (Optional<RowRange> next = Optional.of(range); next.isPresent(); ) {
            RowPage page = found(gateway.page("balances", next.get(), after));
            page.rows().forEach(row -> keys.add(row.key()));
            assertThat(page.cursor() == null || page.rows().size() == range.limit())
                    .isTrue();
            next = Optional.ofNullable(page.cursor()).map(range::withCursor);
        }
        return keys;
    }

    @Test
    void countsTheRowsOfARangeOverAllPartitions() {
        IntStream.range(10, 30).forEach(i -> happens(new Opened("cleo"), "count-" + i));
        Position last = happens(new Closed("cleo"), "count-12");
        await().untilAsserted(() -> assertThat(gateway.projections()).allMatch(status -> status.lag() == 0));

        RowRange range = RowRange.all().withPrefix("count-").withLimit(1);
        assertThat(found(gateway.count("balances", range, last))).isEqualTo(19);
        assertThat(found(gateway.count("balances", range.withFrom("count-20").withDescending(true), last)))
                .isEqualTo(10);
        assertThat(found(gateway.count("balances", range.withFrom("b").withTo("a"), null)))
                .isZero();
    }

    @Test
    void keepsRowsAndPositionsOverARestart() {
        happens(new Opened("rita"), "restart-1");
        Position last = happens(new Opened("rita"), "restart-2");
        found(gateway.get("accounts-by-owner", "rita", last));

        projections.close();
        startProjections();

        assertThat(found(gateway.get("accounts-by-owner", "rita", last))).isEqualTo(row("rita", new CountRow(2L)));
        Position next = happens(new Opened("rita"), "restart-3");
        assertThat(found(gateway.get("accounts-by-owner", "rita", next))).isEqualTo(row("rita", new CountRow(3L)));
    }

    @Test
    void saysThatItHasNotCaughtUp() {
        Position future = new Position("bank-account", 0, 1_000_000);
        QueryGateway impatient = QueryGateway.over(projections, Duration.ofMillis(50));

        assertThat(answer(impatient.get("accounts-by-owner", "ann", future)))
                .isEqualTo(new QueryAnswer.NotCaughtUp<Row>("accounts-by-owner", future, Duration.ofMillis(50), false));
        assertThat(answer(impatient.page("balances", RowRange.all(), future)))
                .isEqualTo(new QueryAnswer.NotCaughtUp<RowPage>("balances", future, Duration.ofMillis(50), false));
    }

    @Test
    void doesNotWaitForEventsThatItDoesNotRead() {
        assertThat(answer(gateway.get("balances", "nobody", new Position("customer", 0, 1_000_000))))
                .isInstanceOf(QueryAnswer.NoRow.class);
    }

    @Test
    void namesTheReadModelsThatThereAre() {
        assertThat(answer(gateway.get("balance", "1", null)))
                .hasToString("UnknownProjection[projection=balance, known=[accounts-by-owner, balances]]");
    }

    @Test
    void tellsHowReadModelsAreDoing() {
        happens(new Opened("sue"), "status-1");

        await().untilAsserted(() -> assertThat(gateway.projections()).allSatisfy(status -> {
            assertThat(status.state()).isEqualTo(ProjectionStatus.State.RUNNING);
            assertThat(status.lag()).isZero();
            assertThat(status.applied()).isPositive();
            assertThat(status.progress()).isEqualTo(1);
            assertThat(status.partitions()).isEqualTo(PARTITIONS);
        }));
    }

    private void startProjections() {
        ReadSide readSide = new ReadSide("test", Topics.unprefixed(), EventRecords.CATALOG, codec, PARTITIONS);
        StreamsSettings settings = new StreamsSettings(kafka(), stateDir, "one", null, 1, 1 << 20);
        projections = RunningProjections.start(
                List.of(new Balances(), new AccountsByOwner()), readSide, settings, new SimpleMeterRegistry());
        gateway = QueryGateway.over(projections, TIMEOUT);
        await().atMost(Duration.ofSeconds(30)).until(projections::areRunning);
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private Map<String, Object> producerSettings() {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "test",
                ProducerConfig.LINGER_MS_CONFIG,
                0);
    }

    private Position happens(SpecificRecord event, String account) {
        ProducerRecord<byte[], byte[]> record = events.next(account, event);
        producer.beginTransaction();
        producer.send(record);
        producer.commitTransaction();
        return events.position(record);
    }

    private static Row row(String key, SpecificRecord value) {
        return new Row(key, value);
    }

    private static <T> T found(CompletableFuture<QueryAnswer<T>> future) {
        QueryAnswer<T> answer = answer(future);
        assertThat(answer).isInstanceOf(QueryAnswer.Found.class);
        return ((QueryAnswer.Found<T>) answer).value();
    }

    private static <T> QueryAnswer<T> answer(CompletableFuture<QueryAnswer<T>> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
