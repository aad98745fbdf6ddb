package dev.gregor.event.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.Open;
import dev.gregor.bank.Opened;
import dev.gregor.topic.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A long history is kept with states from which any version is folded, and these take no more than the events do. */
class EventLogTest {

    private static final int EVENTS = 1_000;
    private static final int MAX_RECORD = 150_000;

    @TempDir
    Path dir;

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final AggregateDefinition<AccountState> definition = new GrowingAccount().definition();
    private final EventLog log =
            new EventLog(List.of(definition), Topics.unprefixed(), codec, 1, MAX_RECORD, new AppliedPositions());

    /** Its state holds what all of its events do. */
    private static final class GrowingAccount extends AggregateRoot<AccountState> {

        GrowingAccount() {
            super("bank-account", AccountState.class);
            command("open.v1", Open.class, (account, command) -> Decision.events(), Opened.class);
            event("opened.v1", Opened.class, GrowingAccount::opened);
        }

        private static AccountState opened(@Nullable AccountState account, Opened event) {
            return account == null
                    ? new AccountState(event.getOwner(), 1L)
                    : new AccountState(account.getOwner() + event.getOwner(), account.getBalance() + 1);
        }
    }

    private TopologyTestDriver driver() {
        Properties properties = new Properties();
        properties.putAll(
                Map.of("application.id", "test", "bootstrap.servers", "nowhere:1", "state.dir", dir.toString()));
        return new TopologyTestDriver(log.topology(), properties);
    }

    private void write(TopologyTestDriver driver, String owner) {
        TestInputTopic<byte[], byte[]> topic =
                driver.createInputTopic("bank-account.events", new ByteArraySerializer(), new ByteArraySerializer());
        byte[] value = codec.encode("bank-account.events", new Opened(owner));
        for (int version = 1; version <= EVENTS; version++) {
            RecordHeaders headers = new RecordHeaders();
            Map.of(
                            "ce_type", "bank-account.opened.v1",
                            "ce_time", "2026-01-31T10:00:00Z",
                            "ce_aggregateversion", version,
                            "ce_partitionsequence", version,
                            "ce_correlationid", "order-1",
                            "ce_causationid", "command-1")
                    .forEach((name, text) -> headers.add(name, text.toString().getBytes(UTF_8)));
            topic.pipeInput(new TestRecord<>("a".getBytes(UTF_8), value, headers));
        }
    }

    private static Map<Long, Integer> kept(TopologyTestDriver driver) {
        Map<Long, Integer> kept = new TreeMap<>();
        KeyValueStore<Bytes, byte[]> states = driver.getKeyValueStore("bank-account-log-states");
        try (var all = states.all()) {
            all.forEachRemaining(entry -> kept.put(LoggedEvent.version(entry.key), entry.value.length));
        }
        return kept;
    }

    private AccountState at(TopologyTestDriver driver, long version) {
        return requireNonNull(new EventFold<>(definition, log)
                .fold(
                        driver.getKeyValueStore("bank-account-log-states"),
                        driver.getKeyValueStore("bank-account-log-events"),
                        "a",
                        version)
                .state());
    }

    @Test
    void keepsASmallStateAtEveryHundredthVersion() {
        try (TopologyTestDriver driver = driver()) {
            write(driver, "");

            List<Long> hundreds = new ArrayList<>();
            for (long version = 100; version <= EVENTS; version += 100) {
                hundreds.add(version);
            }
            assertThat(kept(driver).keySet()).containsExactlyElementsOf(hundreds);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "20, 10", "200, 6", "1000, 1"})
    void keepsALargeStateMoreSeldomAndNoneThatIsLargerThanARecord(int bytesPerEvent, int atLeast) {
        try (TopologyTestDriver driver = driver()) {
            write(driver, "x".repeat(bytesPerEvent));

            Map<Long, Integer> kept = kept(driver);
            assertThat(kept.size()).isGreaterThanOrEqualTo(atLeast);
            assertThat(kept.values()).allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(MAX_RECORD));
            assertThat(kept.values().stream().mapToLong(Integer::longValue).sum())
                    .isLessThanOrEqualTo((long) EVENTS * EventLog.STATE_BYTES);
            for (long version : List.of(1L, 99L, 100L, 777L, (long) EVENTS)) {
                assertThat(at(driver, version).getBalance()).isEqualTo(version);
                assertThat(at(driver, version).getOwner()).hasSize((int) version * bytesPerEvent);
            }
        }
    }
}
