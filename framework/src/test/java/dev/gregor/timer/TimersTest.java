package dev.gregor.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.streams.thread.StreamThreadContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimersTest {

    private static final long NOW = 1_000_000;
    private static final int MORE_THAN_FIRE_AT_ONCE = FireBounds.STANDARD.number() + 1;

    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    private long time = NOW;

    @AfterEach
    void forget() {
        StreamThreadContext.forget();
    }

    private Timers open(TimerAction action) {
        for (String name : List.of("timers-ids", "timers-due", "timers-state")) {
            KeyValueStore<Bytes, byte[]> store =
                    Stores.inMemoryKeyValueStore(name).get();
            context.addStateStore(store);
        }
        context.setCurrentSystemTimeMs(time);
        return new Timers("timers", context, action);
    }

    private List<CapturedPunctuator> punctuations() {
        return context.scheduledPunctuators().stream()
                .filter(each -> !each.cancelled())
                .toList();
    }

    /** Lets the time come of what is scheduled. */
    private void punctuate() {
        CapturedPunctuator next = punctuations().get(0);
        time += next.getInterval().toMillis();
        context.setCurrentSystemTimeMs(time);
        next.getPunctuator().punctuate(time);
    }

    @Test
    void oneLookIsAheadThoughALookIsCutShortThatHasPutTimers() {
        Timers[] timers = new Timers[1];
        timers[0] = open(timer -> timers[0].postpone(timer, Duration.ofMinutes(1)));
        for (int i = 0; i < MORE_THAN_FIRE_AT_ONCE; i++) {
            timers[0].put("t" + i, Instant.ofEpochMilli(NOW), new byte[0]);
        }
        punctuate();
        assertThat(punctuations()).hasSize(1);
        punctuate();
        assertThat(punctuations()).hasSize(1);
    }

    @Test
    void theNextLookAfterOneThatIsCutShortIsAtOnce() {
        Timers timers = open(timer -> {});
        for (int i = 0; i < MORE_THAN_FIRE_AT_ONCE; i++) {
            timers.put("t" + i, Instant.ofEpochMilli(NOW), new byte[0]);
        }
        punctuate();
        assertThat(punctuations())
                .hasSize(1)
                .allMatch(each -> each.getInterval().toMillis() == 1);
    }

    @Test
    void closingEndsAllLooks() {
        Timers timers = open(timer -> {});
        timers.put("t", Instant.ofEpochMilli(NOW + 5_000), new byte[0]);
        timers.close();
        assertThat(punctuations()).isEmpty();
    }
}
