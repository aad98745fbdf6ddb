package dev.gregor.messaging.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class HandledOffsetTest {

    private static final Uuid TOPIC = Uuid.randomUuid();

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("store").get();

    @Test
    void isKeptForTheTopicThatItBelongsTo() {
        HandledOffset first = new HandledOffset(store, TOPIC);
        assertThat(first.isBefore(0)).isTrue();
        assertThat(first.isKnown()).isFalse();
        first.set(17);
        HandledOffset again = new HandledOffset(store, TOPIC);
        assertThat(again.isKnown()).isTrue();
        assertThat(again.isBefore(17)).isFalse();
        assertThat(again.isBefore(18)).isTrue();
        assertThat(new HandledOffset(store, Uuid.randomUuid()).isBefore(0)).isTrue();
    }
}
