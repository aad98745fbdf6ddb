package dev.gregor.event.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class StoredIdsTest {

    /** In the order of the bytes of UTF-8. */
    private static final List<String> IDS = List.of("a", "a b", "aa", "ab", "b", "b\u00e9", "\uffff", "\ud83d\ude00");

    /** Has the store, and nothing to do. */
    private static final class Idle extends ContextualProcessor<Bytes, byte[], Void, Void> {
        @Override
        public void process(Record<Bytes, byte[]> record) {
            throw new IllegalStateException("nothing is sent");
        }
    }

    @TempDir
    Path folder;

    private TopologyTestDriver driver;
    private StoredIds stored;

    @BeforeEach
    void fill() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("events"), Serdes.Bytes(), Serdes.ByteArray()));
        builder.stream("unused", Consumed.with(Serdes.Bytes(), Serdes.ByteArray()))
                .process(Idle::new, "events");
        Properties properties = new Properties();
        properties.putAll(
                Map.of("application.id", "test", "bootstrap.servers", "nowhere:1", "state.dir", folder.toString()));
        driver = new TopologyTestDriver(builder.build(), properties);
        KeyValueStore<Bytes, byte[]> events = driver.getKeyValueStore("events");
        IDS.forEach(id -> IntStream.rangeClosed(1, 300)
                .forEach(version -> events.put(LoggedEvent.key(id, version), new byte[] {1})));
        stored = new StoredIds(events);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void areEachFoundOnce() {
        List<String> backwards = new ArrayList<>(IDS);
        Collections.reverse(backwards);

        assertThat(stored.in(KeyRange.all(100))).isEqualTo(IDS);
        assertThat(stored.in(KeyRange.all(100).reversed())).isEqualTo(backwards);
    }

    @Test
    void areThoseOfTheRange() {
        KeyRange all = KeyRange.all(100);
        assertThat(stored.in(all.startingWith("a"))).containsExactly("a", "a b", "aa", "ab");
        assertThat(stored.in(all.startingAt("aa").endingBefore("b"))).containsExactly("aa", "ab");
        assertThat(stored.in(all.reversed().startingAt("aa").endingBefore("b"))).containsExactly("ab", "aa");
        assertThat(stored.in(all.startingWith("c"))).isEmpty();
        assertThat(stored.in(KeyRange.all(2).reversed())).containsExactly("\ud83d\ude00", "\uffff");
    }

    @Test
    void followEachOtherOnPagesOfOne() {
        assertThat(pages(KeyRange.all(1))).isEqualTo(IDS);
        List<String> backwards = new ArrayList<>(pages(KeyRange.all(1).reversed()));
        Collections.reverse(backwards);
        assertThat(backwards).isEqualTo(IDS);
    }

    private List<String> pages(KeyRange first) {
        List<String> ids = new ArrayList<>();
        KeyRange next = first;
        for (List<String> page = stored.in(next); !page.isEmpty(); page = stored.in(next)) {
            ids.addAll(page);
            next = first.following(KeyRange.cursor(Bytes.wrap(page.get(0).getBytes(StandardCharsets.UTF_8))));
        }
        return ids;
    }
}
