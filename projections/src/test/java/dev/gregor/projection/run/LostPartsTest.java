package dev.gregor.projection.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.AccountsByOwner;
import dev.gregor.bank.CountRow;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.Opened;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.position.Position;
import dev.gregor.projection.Projection;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
import dev.gregor.projection.topology.ReadSide;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What read models are after topics, groups or folders of theirs were deleted while they were stopped, on a real broker. Each
 * test is an application of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init")
final class LostPartsTest {

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());

    private Path folder;
    private LocalBroker broker;
    private Admin admin;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        broker = LocalBroker.start(BrokerSettings.in(folder.resolve("broker")));
        admin = Admin.create(kafka());
    }

    @AfterAll
    void stop() {
        admin.close();
        broker.close();
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    /** An application with an events topic of its own. */
    private final class Bank implements AutoCloseable {

        private final String app;
        private final Topics topics;
        private final EventRecords events = new EventRecords(codec, 1);
        private final KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka(), new ByteArraySerializer(), new ByteArraySerializer());
        private RunningProjections projections;
        private QueryGateway gateway;
        private Position last = new Position("bank-account", 0, 0);

        Bank(String app) throws Exception {
            this.app = app;
            this.topics = new Topics(app + '.');
            // The times of its events are long ago.
            admin.createTopics(List.of(new NewTopic(topics.events("bank-account"), 1, (short) 1)
                            .configs(Map.of("retention.ms", "-1"))))
                    .all()
                    .get();
        }

        Bank opens(String account, String owner) {
            ProducerRecord<byte[], byte[]> record = events.next(account, new Opened(owner));
            producer.send(new ProducerRecord<>(
                    topics.events("bank-account"),
                    0,
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers()));
            producer.flush();
            last = events.position(record);
            return this;
        }

        Bank run() {
            return run(new AccountsByOwner());
        }

        Bank run(Projection<CountRow> projection) {
            ReadSide readSide = new ReadSide(app, topics, EventRecords.CATALOG, codec, 1);
            StreamsSettings settings = new StreamsSettings(kafka(), folder.resolve(app), "one", null, 1, 1 << 20);
            projections = RunningProjections.start(List.of(projection), readSide, settings, new SimpleMeterRegistry());
            gateway = QueryGateway.over(projections, Duration.ofSeconds(10));
            return this;
        }

        /** Has caught up, and says so for ever. */
        Bank settle() {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(row("accounts-by-owner", "ann")).isInstanceOf(QueryAnswer.Found.class);
                assertThat(gateway.projections())
                        .allMatch(status -> status.build().complete());
            });
            return this;
        }

        QueryAnswer<Row> row(String projection, String key) {
            return gateway.get(projection, key, last)
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }

        void has(String projection, String key, SpecificRecord row) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(row(projection, key)).isEqualTo(new QueryAnswer.Found<>(new Row(key, row))));
        }

        void isRight(long accounts) {
            has("accounts-by-owner", "ann", new CountRow(accounts));
            has("accounts-by-owner", AccountsByOwner.ALL, new CountRow(accounts));
        }

        Bank ends() {
            projections.close();
            return this;
        }

        Bank losesFolder() throws Exception {
            Utils.delete(folder.resolve(app).toFile());
            return this;
        }

        Bank losesGroups() throws Exception {
            List<String> groups = new ArrayList<>();
            admin.listGroups().all().get().forEach(each -> groups.add(each.groupId()));
            groups.removeIf(each -> !each.startsWith("gregor-" + app + '-'));
            assertThat(groups).hasSize(1);
            await().ignoreExceptions().until(() -> {
                admin.deleteConsumerGroups(groups).all().get();
                return true;
            });
            return this;
        }

        Bank losesTopics(String ending) throws Exception {
            List<String> lost = new ArrayList<>(admin.listTopics().names().get());
            lost.removeIf(each -> !each.contains(app) || !each.endsWith(ending));
            assertThat(lost).isNotEmpty();
            admin.deleteTopics(lost).all().get();
            await().until(() -> admin.listTopics().names().get().stream().noneMatch(lost::contains));
            return this;
        }

        @Override
        public void close() {
            projections.close();
            producer.close();
        }
    }

    @Test
    void nothingIsCountedTwiceWithoutGroups() throws Exception {
        try (Bank bank = new Bank("lost-groups")) {
            bank.opens("1", "ann").opens("2", "ann").run().settle().ends().losesGroups();
            bank.run().isRight(2);
            bank.opens("3", "ann").isRight(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-rows-changelog", "-keyed-positions-changelog", "-changelog"})
    void rowsAreRightAgainWithoutTopics(String topics) throws Exception {
        String app = "lost" + topics.replaceAll("[^a-z]+", "-");
        try (Bank bank = new Bank(app)) {
            bank.opens("1", "ann").opens("2", "ann").run().settle().ends().losesTopics(topics);
            bank.run().isRight(2);
            bank.opens("3", "ann").isRight(3);
            bank.ends().losesFolder().run().isRight(3);
        }
    }

    /** What the owner of an account has, by the account. */
    private static final class OwnersOfAccounts extends Projection<CountRow> {

        OwnersOfAccounts() {
            super("accounts-by-owner", 1, CountRow.class);
            join(
                    AccountState.class,
                    AccountState::getOwner,
                    AccountState.class,
                    (row, account, owner) -> new CountRow(owner == null ? -1 : owner.getBalance()));
        }
    }

    @Test
    void joinsAreRightAgainWithoutTheirStates() throws Exception {
        try (Bank bank = new Bank("lost-joined")) {
            bank.opens("ann", "bob")
                    .opens("1", "ann")
                    .run(new OwnersOfAccounts())
                    .settle();
            bank.ends().losesTopics("-joined-changelog").losesFolder().run(new OwnersOfAccounts());
            bank.has("accounts-by-owner", "1", new CountRow(0L));
            bank.opens("2", "ann").has("accounts-by-owner", "2", new CountRow(0L));
            bank.opens("bob", "bob").has("accounts-by-owner", "ann", new CountRow(0L));
        }
    }

    @Test
    void whatALostLogOfBuildsKnewIsNotTakenUp() throws Exception {
        try (Bank bank = new Bank("lost-log")) {
            bank.opens("1", "ann").opens("2", "ann").run().settle();
            bank.projections
                    .control()
                    .reset("accounts-by-owner", null, Instant.parse("2027-01-01T00:00:00Z"))
                    .get(30, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> bank.projections
                            .find("accounts-by-owner")
                            .filter(each -> each.build().run() == 2)
                            .isPresent());
            bank.ends().losesTopics("gregor.projections.lost-log");
            bank.run().isRight(2);
            assertThat(bank.projections.find("accounts-by-owner").orElseThrow().build())
                    .hasToString("1.3");
        }
    }

    @Test
    void aBuildOfWhatIsLeftOfTheEventsDoesNotTakeOver() throws Exception {
        try (Bank bank = new Bank("lost-events")) {
            bank.opens("1", "ann").opens("2", "ann").opens("3", "ann").run().settle();
            admin.deleteRecords(Map.of(
                            new TopicPartition("lost-events.bank-account.events", 0), RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
            bank.isRight(3);
            bank.projections.control().reset("accounts-by-owner", null, null).get(30, TimeUnit.SECONDS);

            await().untilAsserted(() -> assertThat(bank.projections.warnings())
                    .singleElement()
                    .asString()
                    .contains("build 1.2", "events 1 to 2 of lost-events.bank-account.events-0 were deleted"));
            bank.opens("4", "ann").isRight(4);
            assertThat(bank.projections.find("accounts-by-owner").orElseThrow().build())
                    .hasToString("1");
        }
    }
}
