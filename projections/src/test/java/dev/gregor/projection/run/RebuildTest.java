package dev.gregor.projection.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.Closed;
import dev.gregor.bank.CountRow;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.Opened;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.failure.TransientException;
import dev.gregor.position.Position;
import dev.gregor.projection.Projection;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.gateway.ProjectionStatus;
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
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Builds of a read model beside each other, on a real broker. Each test is an application of its own, with owners of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init")
final class RebuildTest {

    private static final String NAME = "openings";
    private static final int PARTITIONS = 2;
    private static final CountDownLatch NO_HOLD = new CountDownLatch(0);

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final EventRecords events = new EventRecords(codec, PARTITIONS);

    private Path folder;
    private LocalBroker broker;
    private KafkaProducer<byte[], byte[]> producer;
    private Admin admin;

    /** Counts openings by owner, each so many times; waits before each until it may go on. */
    static final class Openings extends Projection<CountRow> {
        Openings(int version, long weight, CountDownLatch hold) {
            super(NAME, version, CountRow.class);
            on(Opened.class, event -> event.data().getOwner(), (row, event) -> {
                await(hold);
                return new CountRow((row == null ? 0 : row.getCount()) + weight);
            });
        }

        private static void await(CountDownLatch hold) {
            try {
                hold.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The same name and version with another event. */
    static final class ChangedOpenings extends Projection<CountRow> {
        ChangedOpenings() {
            super(NAME, 1, CountRow.class);
            on(Closed.class, event -> event.data().getOwner(), (row, event) -> null);
        }
    }

    private record Instance(RunningProjections projections, QueryGateway gateway) implements AutoCloseable {
        String serving() {
            return projections.find(NAME).map(each -> each.build().toString()).orElse("none");
        }

        QueryAnswer<Row> ask(String owner, @Nullable Position after) {
            return gateway.get(NAME, owner, after)
                    .orTimeout(90, TimeUnit.SECONDS)
                    .join();
        }

        long count(String owner, Position after) {
            QueryAnswer<Row> answer = ask(owner, after);
            assertThat(answer).isInstanceOf(QueryAnswer.Found.class);
            return ((CountRow) ((QueryAnswer.Found<Row>) answer).value().value()).getCount();
        }

        Instance become(String build) {
            await().atMost(Duration.ofSeconds(20)).until(this::serving, build::equals);
            return this;
        }

        @Override
        public void close() {
            projections.close();
        }
    }

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        broker = LocalBroker.start(BrokerSettings.in(folder.resolve("broker")));
        admin = Admin.create(kafka());
        admin.createTopics(List.of(
                        new NewTopic(EventRecords.TOPIC, PARTITIONS, (short) 1).configs(Map.of("retention.ms", "-1"))))
                .all()
                .get();
        producer = new KafkaProducer<>(kafka(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterAll
    void stop() {
        producer.close();
        admin.close();
        broker.close();
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private Instance start(String app, String instance, Projection<?>... projections) {
        ReadSide readSide = new ReadSide(app, Topics.unprefixed(), EventRecords.CATALOG, codec, PARTITIONS);
        StreamsSettings settings =
                new StreamsSettings(kafka(), folder.resolve(app + instance), instance, null, 1, 1 << 20);
        RunningProjections running =
                RunningProjections.start(List.of(projections), readSide, settings, new SimpleMeterRegistry());
        await().atMost(Duration.ofSeconds(30)).until(running::areRunning);
        return new Instance(running, QueryGateway.over(running, Duration.ofSeconds(60)));
    }

    private synchronized Position opensAt(String time, String account, String owner) {
        events.at(time);
        return opens(account, owner);
    }

    private synchronized Position opens(String account, String owner) {
        ProducerRecord<byte[], byte[]> record = events.next(account, new Opened(owner));
        producer.send(record);
        producer.flush();
        return events.position(record);
    }

    @Test
    void theOldVersionServesUntilTheNewOneHasCaughtUp() throws Exception {
        Position before = opens("eve-1", "eve");
        try (Instance old = start("switch", "one", new Openings(1, 1, NO_HOLD))) {
            assertThat(old.count("eve", before)).isEqualTo(1);
        }
        CountDownLatch hold = new CountDownLatch(1);
        try (Instance both = start("switch", "one", new Openings(1, 1, NO_HOLD), new Openings(2, 10, hold))) {
            Position during = opens("eve-2", "eve");
            assertThat(both.count("eve", during)).isEqualTo(2);
            await().untilAsserted(() -> assertThat(status(both, Build.Role.BUILDING))
                    .satisfies(status -> assertThat(status.lag()).isPositive())
                    .satisfies(status -> assertThat(status.build().complete()).isFalse()));
            assertThat(both.serving()).isEqualTo("1");

            hold.countDown();
            both.become("2");
            assertThat(both.count("eve", during)).isEqualTo(20);
            assertThat(both.count("eve", opens("eve-3", "eve"))).isEqualTo(30);
            assertThat(internals("switch")).anyMatch(name -> name.contains("-v1"));

            both.projections().control().cleanUp(NAME, null).get(30, TimeUnit.SECONDS);
            // The controller answers before the broker has forgotten the topics.
            await().untilAsserted(
                            () -> assertThat(internals("switch")).isNotEmpty().allMatch(name -> name.contains("-v2")));
            assertThat(folder.resolve("switchone/gregor-switch-projection-openings-v1"))
                    .doesNotExist();
            assertThat(both.count("eve", during)).isEqualTo(30);
        }
    }

    private static ProjectionStatus status(Instance instance, Build.Role role) {
        return instance.gateway().projections().stream()
                .filter(each -> each.build().role() == role)
                .findFirst()
                .orElseThrow();
    }

    /** The internal topics and the groups of an application. */
    private List<String> internals(String app) throws Exception {
        var names = new ArrayList<>(admin.listTopics().names().get());
        admin.listGroups().all().get().stream().map(GroupListing::groupId).forEach(names::add);
        names.removeIf(name -> !name.startsWith("gregor-" + app + "-"));
        return names;
    }

    @Test
    void whoKnowsTheOldVersionOnlyAnswersFromItUntilItIsDropped() throws Exception {
        try (Instance old = start("rolling", "one", new Openings(1, 1, NO_HOLD));
                Instance both = start("rolling", "two", new Openings(1, 1, NO_HOLD), new Openings(2, 10, NO_HOLD))) {
            both.become("2");
            assertThat(old.serving()).isEqualTo("1");
            // It may not know yet that version 2 serves.
            await().until(() -> old.projections().control().cleanUp(NAME, 1).get(30, TimeUnit.SECONDS)
                    instanceof ControlAnswer.Done);
            old.become("none");
            assertThat(old.ask("eve", null))
                    .isInstanceOf(QueryAnswer.Unavailable.class)
                    .hasToString(
                            "Unavailable[projection=openings, reason=Version 2 serves, and this instance knows only [1];"
                                    + " nothing newer is being built. Keep the class of the serving version until then]");
            assertThat(both.serving()).isEqualTo("2");
        }
    }

    @Test
    void whatAnotherInstanceRunsIsNotCleanedUpByOneThatDoesNotKnowIt() throws Exception {
        try (Instance without = start("unknown", "one")) {
            ProjectionControl control = without.projections().control();
            try (Instance with = start("unknown", "two", new Openings(1, 1, NO_HOLD))) {
                await().until(() -> with.serving().equals("1"));
                await().untilAsserted(() -> assertThatThrownBy(
                                () -> control.cleanUp(NAME, 1).get(30, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(TransientException.class)
                        .hasMessageContaining(
                                "Build 1 of 'openings' is not deleted: an instance at /127.0.0.1 runs it"));
                assertThat(with.serving()).isEqualTo("1");
            }
            // Its session may not be over.
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .until(() -> control.cleanUp(NAME, 1).get(30, TimeUnit.SECONDS) instanceof ControlAnswer.Done);
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(internals("unknown")).isEmpty());
        }
    }

    @Test
    void withoutTheOldVersionQueriesHaveToWaitForTheNewOne() {
        start("alone", "one", new Openings(1, 1, NO_HOLD)).close();
        CountDownLatch hold = new CountDownLatch(1);
        Position last = opens("abe-1", "abe");
        try (Instance newer = start("alone", "one", new Openings(2, 10, hold))) {
            assertThat(newer.ask("abe", null)).isInstanceOf(QueryAnswer.Unavailable.class);
            hold.countDown();
            assertThat(newer.become("2").count("abe", last)).isEqualTo(10);
        }
    }

    @Test
    void pausesAlsoBeyondARestart() throws Exception {
        Position first = opens("pia-1", "pia");
        Position second;
        try (Instance one = start("pause", "one", new Openings(1, 1, NO_HOLD))) {
            assertThat(one.count("pia", first)).isEqualTo(1);
            one.projections().control().pause(NAME, null).get(30, TimeUnit.SECONDS);
            second = opens("pia-2", "pia");
            assertThat(one.ask("pia", second))
                    .isInstanceOfSatisfying(
                            QueryAnswer.NotCaughtUp.class,
                            late -> assertThat(late.paused()).isTrue());
        }
        try (Instance one = start("pause", "one", new Openings(1, 1, NO_HOLD))) {
            await().untilAsserted(() -> assertThat(one.count("pia", first)).isEqualTo(1));
            await().untilAsserted(() -> assertThat(status(one, Build.Role.SERVING))
                    .satisfies(status -> assertThat(status.state()).isEqualTo(ProjectionStatus.State.PAUSED))
                    .satisfies(status -> assertThat(status.lag()).isPositive()));
            assertThat(one.ask("pia", second)).isInstanceOf(QueryAnswer.NotCaughtUp.class);
            one.projections().control().resume(NAME, null).get(30, TimeUnit.SECONDS);
            assertThat(one.count("pia", second)).isEqualTo(2);
        }
    }

    @Test
    void resetsFromATimeBesideTheOld() throws Exception {
        opensAt("2026-02-01T00:00:00Z", "tom-1", "tom");
        Instant from = Instant.parse("2026-02-02T00:00:00Z");
        Position last = opensAt(from.toString(), "tom-2", "tom");
        try (Instance one = start("reset", "one", new Openings(1, 1, NO_HOLD))) {
            assertThat(one.count("tom", last)).isEqualTo(2);
            assertThat(one.projections().control().reset(NAME, 7, null).get(30, TimeUnit.SECONDS))
                    .hasToString("NoSuchVersion[version=7, possible=[1]]");
            assertThat(one.projections().control().reset("nope", null, null).get(30, TimeUnit.SECONDS))
                    .hasToString("UnknownProjection[projection=nope, known=[openings]]");
            one.projections().control().reset(NAME, null, from).get(30, TimeUnit.SECONDS);
            assertThat(one.become("1.2").count("tom", last)).isEqualTo(1);
            one.projections().control().reset(NAME, null, null).get(30, TimeUnit.SECONDS);
            assertThat(one.become("1.3").count("tom", last)).isEqualTo(2);
        }
    }

    /** Counts openings by owner and day in Zurich, where 2026-03-29 has 23 hours and 2026-10-25 has 25. */
    private static final class OpeningsByDay extends Projection<CountRow> {
        OpeningsByDay() {
            super(NAME, 1, CountRow.class);
            on(
                    Opened.class,
                    event -> event.data().getOwner(),
                    calendar(Period.ofDays(1), ZoneId.of("Europe/Zurich")),
                    (row, event) -> new CountRow((row == null ? 0 : row.getCount()) + 1));
        }
    }

    @Test
    void countsTheSameDaysOfAZoneWhenItIsRebuilt() throws Exception {
        opensEveryHalfHour("2026-03-28T22:00:00Z", 100);
        Position last = opensEveryHalfHour("2026-10-24T21:00:00Z", 100);
        Map<String, Long> byHand = Map.of(
                "2026-03-28",
                2L,
                "2026-03-29",
                46L,
                "2026-03-30",
                48L,
                "2026-03-31",
                4L,
                "2026-10-24",
                2L,
                "2026-10-25",
                50L,
                "2026-10-26",
                48L);
        try (Instance one = start("days", "one", new OpeningsByDay())) {
            byHand.forEach((day, count) ->
                    assertThat(one.count("kim@" + day, last)).describedAs(day).isEqualTo(count));
            one.projections().control().reset(NAME, null, null).get(30, TimeUnit.SECONDS);
            one.become("1.2");
            byHand.forEach((day, count) ->
                    assertThat(one.count("kim@" + day, last)).describedAs(day).isEqualTo(count));
        }
    }

    private Position opensEveryHalfHour(String from, int times) {
        @Nullable Position last = null;
        for (int i = 0; i < times; i++) {
            String time = Instant.parse(from).plus(Duration.ofMinutes(30L * i)).toString();
            last = opensAt(time, "kim", "kim");
        }
        return requireNonNull(last);
    }

    @Test
    void refusesAVersionThatIsNotWhatItWasBuiltOf() {
        start("changed", "one", new Openings(1, 1, NO_HOLD)).close();
        assertThatThrownBy(() -> start("changed", "one", new ChangedOpenings()))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("Projection 'openings' version 1 reads other events")
                .hasMessageContaining(
                        "(it had a rule for bank-account.opened.v1 by keys of the event; it has now a rule"
                                + " for bank-account.closed.v1 by keys of the event)")
                .hasMessageContaining("give it version 2");
        assertThatThrownBy(() -> start("changed", "one", new Openings(1, 1, NO_HOLD), new ChangedOpenings()))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("Two projections have the name 'openings' and version 1");
    }
}
