package dev.gregor.write.handled;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a command id is remembered, by the clock of its partition. */
class HandledCommandsTest {

    private static final Duration RETENTION = Duration.ofHours(1);
    private static final long HOUR = RETENTION.toMillis();
    private static final Bytes COMMAND = Bytes.wrap(new byte[] {7});
    private static final byte[] OUTCOME = {42};

    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    private final WindowStore<Bytes, byte[]> outcomes = Stores.windowStoreBuilder(
                    Stores.inMemoryWindowStore("handled", RETENTION.multipliedBy(2), RETENTION, false),
                    Serdes.Bytes(),
                    Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final KeyValueStore<Bytes, byte[]> counters = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("clock"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final HandledCommands handled = new HandledCommands(outcomes, RETENTION);

    @BeforeEach
    void open() {
        outcomes.init(context.getStateStoreContext(), outcomes);
        counters.init(context.getStateStoreContext(), counters);
    }

    @Test
    void remembersForTheRetentionAtTheLeast() {
        long lastOfPeriod = 10 * HOUR - 1;

        handled.keep(COMMAND, OUTCOME, lastOfPeriod);

        assertThat(handled.outcome(COMMAND, lastOfPeriod)).isEqualTo(OUTCOME);
        assertThat(handled.outcome(COMMAND, lastOfPeriod + HOUR)).isEqualTo(OUTCOME);
    }

    @Test
    void isFilledWithNoOutcomeOfACommand() {
        assertThat(handled.isEmpty()).isTrue();

        handled.fill(9 * HOUR);

        assertThat(handled.isEmpty()).isFalse();
        assertThat(handled.outcome(COMMAND, 9 * HOUR)).isNull();
    }

    @Test
    void forgetsAfterTwoRetentions() {
        handled.keep(COMMAND, OUTCOME, 9 * HOUR);

        assertThat(handled.outcome(COMMAND, 11 * HOUR)).isNull();
    }

    @Test
    void aClockThatJumpsBackMakesNothingForgotten() {
        PartitionCounters clock = new PartitionCounters(counters, Uuid.ZERO_UUID);
        handled.keep(COMMAND, OUTCOME, clock.advance(10 * HOUR));

        assertThat(handled.outcome(COMMAND, clock.advance(3 * HOUR))).isEqualTo(OUTCOME);
    }

    @Test
    void aClockThatJumpedBackDuringARestartMakesNothingForgotten() {
        PartitionCounters before = new PartitionCounters(counters, Uuid.ZERO_UUID);
        handled.keep(COMMAND, OUTCOME, before.advance(10 * HOUR));
        before.count(3);
        before.handled(0, COMMAND);

        PartitionCounters after = new PartitionCounters(counters, Uuid.ZERO_UUID);

        assertThat(after.sequence()).isEqualTo(3);
        assertThat(handled.outcome(COMMAND, after.advance(3 * HOUR))).isEqualTo(OUTCOME);
    }
}
