package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.SchemaCatalog;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.it.bank.BankAccount;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rebuilds from many events, and prints how fast that is and how long an instance then takes to restore. */
class RebuildRateIT {

    private static final Logger LOG = LoggerFactory.getLogger(RebuildRateIT.class);
    private static final int ACCOUNTS = 10_000;

    @TempDir
    Path dir;

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final WriteSide writeSide = RunningSystem.writeSide(Topics.unprefixed(), codec, new BankAccount());

    @ParameterizedTest
    @ValueSource(ints = {100_000, 1_000_000})
    void rebuildsTheStoresOfManyAggregates(int events) {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")))) {
            fill(broker, events);
            StoppedBank stopped = new StoppedBank(broker.bootstrapServers(), dir.resolve("state"), codec);

            var result = stopped.rebuild();

            assertThat(result.events()).isEqualTo(events);
            assertThat(result.aggregates()).isEqualTo(ACCOUNTS);
            stopped.told().forEach(LOG::info);
            LOG.info("{} events: an instance restored in {} ms", events, restoreMillis(broker));
            assertThat(stopped.verify().findings()).isEmpty();
        }
    }

    private void fill(LocalBroker broker, int events) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            new TopicProvisioner(admin, (short) 1, false).provide(writeSide.topicSpecs());
        }
        new SyntheticEvents(writeSide).write(broker.bootstrapServers(), ACCOUNTS, events);
    }

    private long restoreMillis(LocalBroker broker) {
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        var settings = new StreamsSettings(
                kafka,
                dir.resolve("state"),
                "one",
                null,
                1,
                writeSide.settings().maxRecordBytes());
        long start = System.nanoTime();
        try (var write = StreamsApplication.start(
                RunningSystem.WRITE_ID, writeSide.topology(), settings, new SimpleMeterRegistry())) {
            await().atMost(Duration.ofMinutes(2)).until(write::isRunning);
            return Duration.ofNanos(System.nanoTime() - start).toMillis();
        }
    }
}
