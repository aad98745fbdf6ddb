package dev.gregor.projection.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountsByOwner;
import dev.gregor.bank.Audited;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.Opened;
import dev.gregor.position.Position;
import dev.gregor.projection.keyed.KeyedEvent;
import dev.gregor.projection.task.PositionStore;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.streams.thread.CommitThrottle;
import dev.gregor.topic.Topics;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KeyingProcessorTest {

    /** Goes on from test to test, for a thread keeps its pace. */
    private static long now;

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final EventRecords events = new EventRecords(codec, 1);
    private final KeyingProcessor<?> processor = new KeyingProcessor<>(new ProjectionTopology<>(
            new AccountsByOwner().definition(),
            new ReadSide("test", Topics.unprefixed(), EventRecords.CATALOG, codec, 1)));
    private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    private final KeyValueStore<Bytes, byte[]> positions = store(StoreNames.KEYED_POSITIONS);
    private final KeyValueStore<Bytes, byte[]> parked = store(StoreNames.KEYED_PARKED);

    private static KeyValueStore<Bytes, byte[]> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
    }

    @BeforeEach
    void openStores() {
        for (var store : List.of(positions, parked)) {
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
        }
        now += CommitThrottle.spacing(1).toMillis();
        context.setCurrentSystemTimeMs(now);
    }

    @AfterEach
    void close() {
        processor.close();
    }

    @Test
    void sendsAnEventUnderEachRowKeyAndThenAMarker() {
        processor.init(context);

        happens("1", new Opened("ann"));

        assertThat(forwarded()).containsExactly("ann", AccountsByOwner.ALL, "bank-account:0:1");
        assertThat(context.committed()).isTrue();
    }

    @Test
    void sendsAnIgnoredEventNowhereButMarksIt() {
        processor.init(context);

        happens("1", new Audited());

        assertThat(forwarded()).containsExactly("bank-account:0:1");
    }

    @Test
    void marksOnceWhatWasKeyedBeforeARestart() {
        new PositionStore(positions).advance(new Position("bank-account", 0, 17));
        processor.init(context);
        assertThat(forwarded()).isEmpty();

        punctuate();
        punctuate();

        assertThat(forwarded()).containsExactly("bank-account:0:17");
    }

    private void happens(String account, SpecificRecord event) {
        ProducerRecord<byte[], byte[]> record = events.next(account, event);
        context.setRecordMetadata(EventRecords.TOPIC, record.partition(), 0);
        processor.process(new Record<>(record.key(), record.value(), record.timestamp(), record.headers()));
    }

    private void punctuate() {
        context.scheduledPunctuators().forEach(each -> each.getPunctuator().punctuate(0));
    }

    /** What was forwarded, in order: row keys, and the positions in markers. */
    private List<String> forwarded() {
        return context.forwarded().stream()
                .map(each -> each.record())
                .<byte[]>map(record -> KeyedEvent.isMarker(record.key()) ? record.value() : record.key())
                .map(bytes -> new String(bytes, UTF_8))
                .toList();
    }
}
