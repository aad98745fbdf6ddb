package dev.gregor.event.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.Open;
import dev.gregor.bank.Opened;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.LiveEvent;
import dev.gregor.ledger.Owner;
import dev.gregor.ledger.Tree;
import dev.gregor.message.MessageHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFeedTest {

    private static final String TOPIC = "account.events";
    private static final int DEEP = 100_000;

    /** As an older version of the application knows it. */
    private static class OlderAccount extends AggregateRoot<AccountState> {
        OlderAccount() {
            super("account", AccountState.class);
            command("open.v1", Open.class, (state, command) -> Decision.events(List.of()), Opened.class);
            event("opened.v1", Opened.class, (state, event) -> new AccountState(event.getOwner(), 0L));
            event("planted.v1", Tree.class, (state, event) -> state);
            upcast(
                    "joined.v1",
                    Open.class,
                    old -> List.of(new Opened(old.getOwner()), new Opened("bob")),
                    Opened.class);
            upcast("owned.v1", Owner.class, Opened.class, event -> {
                throw new IllegalStateException("thirteen");
            });
        }
    }

    private static final class NewerAccount extends OlderAccount {
        NewerAccount() {
            event("deposited.v1", Deposited.class, (state, event) -> state);
        }
    }

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();

    @Test
    void goesOnWithTheFirstPartBehindAPartThatIsNotTheLast() {
        write(0, "opened.v1", encoded(new Opened("ann")));
        write(0, "joined.v1", encoded(new Open("ann")));

        EventFeed feed = feed(new OlderAccount());
        feed.seekToBeginning();

        assertThat(feed.poll(Duration.ZERO))
                .extracting(LiveEvent::token)
                .containsExactly("account:1.0", "account:1.0", "account:2.0");
    }

    @Test
    void tellsOfWhatNobodyCanReadAndGoesOn() {
        byte[] opened = encoded(new Opened("ann"));
        write(0, "opened.v1", opened);
        write(0, "opened.v1", new byte[] {1, 2, 3});
        write(0, "opened.v1", null);
        write(0, "owned.v1", encoded(new Owner("ann", "a@example.com")));
        write(0, "planted.v1", deep());
        write(0, "opened.v1", unknownSchema(opened));
        log.add(new ConsumerRecord<>(TOPIC, 0, log.size(), new byte[] {'7'}, opened));
        write(0, "opened.v1", opened);

        EventFeed feed = feed(new OlderAccount());
        feed.seekToBeginning();
        List<LiveEvent> events = feed.poll(Duration.ZERO);

        assertThat(events)
                .extracting(EventFeedTest::kind)
                .containsExactly(
                        "Known",
                        "Unreadable",
                        "Unreadable",
                        "Unreadable",
                        "Unreadable",
                        "Unreadable",
                        "Unreadable",
                        "Known");
        assertThat(events.stream().map(LiveEvent::token))
                .isEqualTo(IntStream.rangeClosed(1, 8)
                        .mapToObj(offset -> "account:%d.0".formatted(offset))
                        .toList());
        assertThat(reason(events.get(2)))
                .isEqualTo("Event 'account/7/3' ('account.opened.v1') cannot be read: it has no value");
        assertThat(reason(events.get(3))).contains("account.owned.v1", "thirteen");
        assertThat(reason(events.get(4))).contains("nested too deep");
        assertThat(reason(events.get(6))).startsWith("Record account.events-0@6 is no event: ");
        assertThat(feed.isHalted()).isFalse();
    }

    @Test
    void givesNothingMoreOfAPartitionWithAnUnknownEventButToAFeedThatKnowsIt() {
        write(0, "opened.v1", encoded(new Opened("ann")));
        write(0, "deposited.v1", encoded(new Deposited(1L)));
        write(0, "opened.v1", encoded(new Opened("bob")));
        write(1, "opened.v1", encoded(new Opened("eve")));

        EventFeed older = feed(new OlderAccount());
        older.seekToBeginning();
        List<LiveEvent> before = new ArrayList<>(older.poll(Duration.ZERO));
        before.addAll(older.poll(Duration.ZERO));
        String token = older.token();
        EventFeed newer = feed(new NewerAccount());
        newer.seek(token);
        List<LiveEvent> after = newer.poll(Duration.ZERO);

        assertThat(before).extracting(EventFeedTest::kind).containsExactlyInAnyOrder("Known", "Unknown", "Known");
        LiveEvent unknown = before.stream()
                .filter(LiveEvent.Unknown.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(unknown.token()).startsWith("account:1.");
        assertThat(reason(unknown))
                .startsWith("Event 'account/7/2' ('account.deposited.v1') cannot be read: Topic 'account.events' has"
                        + " events of the type 'account.deposited.v1', which no aggregate evolves by;")
                .endsWith("or run the newer version that wrote it");
        assertThat(older.isHalted()).isTrue();
        assertThat(token).isEqualTo("account:1.1");
        assertThat(after).extracting(EventFeedTest::kind).containsExactly("Known", "Known");
        assertThat(newer.token()).isEqualTo("account:3.1");
    }

    @Test
    void goesOnInEachTypeAndKeepsThePlaceInThoseThatItDoesNotHave() {
        byte[] opened = encoded(new Opened("ann"));
        write(0, "opened.v1", opened);
        write("order.events", 0, "opened.v1", opened);
        write("order.events", 1, "opened.v1", opened);

        EventFeed both = feed(new OlderAccount(), "account", "order");
        both.seek("account:0.0");
        assertThat(both.poll(Duration.ZERO)).hasSize(3);
        assertThat(both.token()).isEqualTo("account:1.0;order:1.1");

        EventFeed one = feed(new OlderAccount(), "account");
        one.seek("account:1.0;order:0.1");
        assertThat(one.token()).isEqualTo("account:1.0;order:0.1");
        EventFeed again = feed(new OlderAccount(), "account", "order");
        again.seek(one.token());
        assertThat(again.poll(Duration.ZERO)).extracting(LiveEvent::token).containsExactly("account:1.0;order:1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"account:0", "account:0.0.0", "account:0.2", "account:0.0;order:1"})
    void refusesATokenOfOtherPartitions(String token) {
        EventFeed feed = feed(new OlderAccount(), "account", "order");
        assertThatIllegalArgumentException().isThrownBy(() -> feed.seek(token));
    }

    private static String kind(LiveEvent event) {
        return event.getClass().getSimpleName();
    }

    private static @Nullable String reason(LiveEvent event) {
        return event instanceof LiveEvent.Unreadable unreadable
                ? unreadable.reason().getMessage()
                : ((LiveEvent.Unknown) event).reason().getMessage();
    }

    private byte[] encoded(SpecificRecord event) {
        return codec.encode(TOPIC, event);
    }

    /** A name of no characters and one child, again and again: too deep for the stack of any thread. */
    private byte[] deep() {
        byte[] flat = encoded(new Tree("", List.of()));
        int header = flat.length - 2;
        ByteBuffer bytes = ByteBuffer.allocate(header + 3 * DEEP + 2).put(flat, 0, header);
        IntStream.range(0, DEEP).forEach(level -> bytes.put(new byte[] {0, 2}));
        return bytes.array();
    }

    private static byte[] unknownSchema(byte[] encoded) {
        return ByteBuffer.wrap(encoded.clone()).putLong(2, 42L).array();
    }

    private void write(int partition, String action, byte @Nullable [] value) {
        write(TOPIC, partition, action, value);
    }

    private void write(String topic, int partition, String action, byte @Nullable [] value) {
        long offset = log.stream()
                .filter(each -> each.topic().equals(topic) && each.partition() == partition)
                .count();
        String version = Long.toString(offset + 1);
        RecordHeaders headers = new RecordHeaders();
        Map.of(
                        MessageHeaders.TYPE,
                        "account." + action,
                        MessageHeaders.AGGREGATE_VERSION,
                        version,
                        MessageHeaders.PARTITION_SEQUENCE,
                        version,
                        MessageHeaders.TIME,
                        "2026-01-31T10:00:00Z",
                        MessageHeaders.CORRELATION_ID,
                        "c",
                        MessageHeaders.CAUSATION_ID,
                        "c")
                .forEach((name, text) -> headers.add(name, text.getBytes(UTF_8)));
        byte[] key = {'7'};
        log.add(new ConsumerRecord<>(
                topic, partition, offset, 0, TimestampType.CREATE_TIME, 1, 1, key, value, headers, Optional.empty()));
    }

    private EventFeed feed(AggregateRoot<AccountState> account) {
        return feed(account, "account");
    }

    private EventFeed feed(AggregateRoot<AccountState> account, String... types) {
        Map<String, List<TopicPartition>> byType = new HashMap<>();
        for (String type : types) {
            byType.put(type, List.of(new TopicPartition(type + ".events", 0), new TopicPartition(type + ".events", 1)));
        }
        List<TopicPartition> partitions =
                byType.values().stream().flatMap(List::stream).toList();
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        consumer.assign(partitions);
        consumer.updateBeginningOffsets(partitions.stream().collect(Collectors.toMap(each -> each, each -> 0L)));
        List<ConsumerRecord<byte[], byte[]>> records = log.stream()
                .filter(record -> partitions.contains(new TopicPartition(record.topic(), record.partition())))
                .toList();
        Map<TopicPartition, Long> ends = new HashMap<>();
        partitions.forEach(each -> ends.put(each, 0L));
        records.forEach(record ->
                ends.merge(new TopicPartition(record.topic(), record.partition()), record.offset() + 1, Math::max));
        consumer.updateEndOffsets(ends);
        EventCatalog catalog = EventCatalog.of(List.of(account.definition()));
        EventFeed feed = new EventFeed(byType, consumer, new EventReader(catalog, codec));
        consumer.schedulePollTask(() -> records.forEach(consumer::addRecord));
        return feed;
    }
}
