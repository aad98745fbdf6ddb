package dev.gregor.projection.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.WriteCount;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

/** The rows that a projection without Kafka has stored. */
public final class StoredRows {

    private StoredRows() {}

    public static Map<String, SpecificRecord> of(TopologyTestDriver driver, ProjectionTopology<?> topology) {
        Map<String, SpecificRecord> rows = new TreeMap<>();
        KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(StoreNames.ROWS);
        try (var all = store.range(WriteCount.FIRST_KEY_BEHIND, null)) {
            all.forEachRemaining(row ->
                    rows.put(new String(row.key.get(), UTF_8), topology.codec().decode(row.value)));
        }
        return rows;
    }
}
