package dev.gregor.event.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageType;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoggedEventTest {

    @Test
    void readsWhatItWrites() {
        EventMetadata metadata = new EventMetadata(
                MessageType.parse("user.registered.v1"),
                "42",
                7,
                Instant.parse("2026-01-31T10:00:00.123Z"),
                3,
                99,
                "größe",
                "command-1");

        byte[] stored = new LoggedEvent(metadata, new byte[] {1, 2, 3}).encode();
        LoggedEvent read = LoggedEvent.decode("42", 3, stored);

        assertThat(read.metadata()).isEqualTo(metadata);
        assertThat(read.data()).containsExactly(1, 2, 3);
        assertThat(LoggedEvent.sequence(stored)).isEqualTo(99);
        assertThat(LoggedEvent.timeMillis(stored)).isEqualTo(metadata.time().toEpochMilli());
    }

    @Test
    void ordersTheEventsOfOneAggregateByVersionAndKeepsAggregatesApart() {
        assertThat(LoggedEvent.key("4", 2)).isLessThan(LoggedEvent.key("4", 10));
        assertThat(LoggedEvent.key("4", Long.MAX_VALUE)).isLessThan(LoggedEvent.key("42", 1));
    }
}
