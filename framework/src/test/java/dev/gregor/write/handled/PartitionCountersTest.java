package dev.gregor.write.handled;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of a partition after a restart. */
class PartitionCountersTest {

    private static final Uuid TOPIC = new Uuid(1, 2);
    private static final Bytes COMMAND = Bytes.wrap(new byte[16]);

    private final KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("clock"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();

    @BeforeEach
    void open() {
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    }

    private PartitionCounters clock() {
        return new PartitionCounters(store, TOPIC);
    }

    @Test
    void knowsWhichCommandsAreHandled() {
        clock().handled(6, COMMAND);

        assertThat(clock().isHandled(6)).isTrue();
        assertThat(clock().isHandled(7)).isFalse();
    }

    @Test
    void knowsNothingOfTheCommandsOfATopicThatWasMadeAgain() {
        clock().handled(6, COMMAND);

        assertThat(new PartitionCounters(store, new Uuid(1, 3)).isHandled(0)).isFalse();
    }

    @Test
    void trustsTheConsumerGroupWhereTheTopicHasNoId() {
        new PartitionCounters(store, Uuid.ZERO_UUID).handled(6, COMMAND);

        assertThat(new PartitionCounters(store, Uuid.ZERO_UUID).isHandled(0)).isFalse();
        assertThat(clock().isHandled(0)).isFalse();
    }

    @Test
    void readsTheTwoCountersOfEarlierVersions() {
        store.put(
                PartitionCounters.KEY,
                ByteBuffer.allocate(16).putLong(3).putLong(5).array());

        PartitionCounters clock = clock();

        assertThat(clock.sequence()).isEqualTo(3);
        assertThat(clock.advance(4)).isEqualTo(5);
        assertThat(clock.isHandled(0)).isFalse();
    }

    @Test
    void keepsWhichCommandWasTheLast() {
        PartitionCounters clock = clock();
        clock.remembered(Bytes.wrap(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
        clock.handled(6, COMMAND);

        HandledUpTo kept = PartitionProgress.decode(store.get(PartitionCounters.KEY))
                .handledUpTo()
                .orElseThrow();
        assertThat(kept.offset()).isEqualTo(7);
        assertThat(kept.hasOutcome()).isTrue();
        assertThat(kept.lastCommand()).isEqualTo(COMMAND.get());
    }
}
