#!/usr/bin/env bash
# range(from, to) of a persistent store reads deleted keys that are behind `to` (kafka-streams 4.4.0, rocksdbjni 10.1.3).
#
# A store holds keys that begin with "a", and had 200,000 that begin with "b", all of which are deleted. One would guess that range("a5", "a9"),
# which has an end, never comes near the "b"s. But the end is compared by Kafka Streams, with the next key that exists; RocksDB is not told of it, and
# looks for that key through all deleted ones. So the time of a range, also of an empty one, grows with what was deleted behind it. A live key between the end and the
# deleted ones does not help: the iterator has moved on to the one after it before it compares. Two of them do. A scan by prefix is as slow.
#
# Seen, the median of 21:
#   range before anything is deleted: less than 1 ms
#   range("a5", "a9") with 200,000 keys deleted behind it: more than 20 times that
#   prefixScan("a9") with them: more than 20 times that
#   range("a5", "a9") with a live key "aa" before them: more than 20 times that
#   range("a5", "a9") with the live keys "aa" and "ab" before them: less than 5 times
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat > Ranges.java <<'J'
import java.util.*;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.streams.*;
import org.apache.kafka.streams.processor.api.*;
import org.apache.kafka.streams.state.*;

public class Ranges {
    static final int DELETED = 200_000;

    static double micros(Supplier<KeyValueIterator<String, String>> scan) {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            long begin = System.nanoTime();
            try (var each = scan.get()) {
                if (each.hasNext()) {
                    throw new AssertionError(each.next());
                }
            }
            all.add((System.nanoTime() - begin) / 1e3);
        }
        Collections.sort(all);
        return all.get(10);
    }

    static void print(String what, double micros, double before) {
        System.err.printf("%s: %.0f us%n", what, micros);
        double times = micros / before;
        String size = before == 0 ? (micros < 1000 ? "less than 1 ms" : micros + " us")
                : times > 20 ? "more than 20 times that" : times < 5 ? "less than 5 times" : times + " times";
        System.out.println(what + ": " + size);
    }

    public static void main(String[] args) throws Exception {
        Topology topology = new Topology();
        topology.addSource("source", new StringDeserializer(), new StringDeserializer(), "topic");
        topology.addProcessor("processor", () -> new Processor<Object, Object, Void, Void>() {
            public void process(org.apache.kafka.streams.processor.api.Record<Object, Object> record) {}
        }, "source");
        topology.addStateStore(Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("store"), Serdes.String(), Serdes.String()).withLoggingDisabled(), "processor");
        Properties config = new Properties();
        config.put("application.id", "f");
        config.put("bootstrap.servers", "localhost:1");
        config.put("state.dir", "state");
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, config)) {
            KeyValueStore<String, String> store = driver.getKeyValueStore("store");
            store.put("a1", "live");
            micros(() -> store.range("a5", "a9"));
            double before = micros(() -> store.range("a5", "a9"));
            print("range before anything is deleted", before, 0);
            for (int i = 0; i < DELETED; i++) {
                store.put("b%07d".formatted(i), "");
            }
            for (int i = 0; i < DELETED; i++) {
                store.delete("b%07d".formatted(i));
            }
            print("range with deleted keys behind it", micros(() -> store.range("a5", "a9")), before);
            print("prefixScan with them", micros(() -> store.prefixScan("a9", new StringSerializer())), before);
            store.put("aa", "live");
            print("range with a live key before them", micros(() -> store.range("a5", "a9")), before);
            store.put("ab", "live");
            print("range with two live keys before them", micros(() -> store.range("a5", "a9")), before);
        }
    }
}
J
cat > pom.xml <<'P'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-streams-test-utils</artifactId><version>4.4.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
P
mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib > mvn.log 2>&1 || { cat mvn.log; exit 1; }
java -cp "lib/*" Ranges.java > output.txt
cat output.txt
diff output.txt - <<'O'
range before anything is deleted: less than 1 ms
range with deleted keys behind it: more than 20 times that
prefixScan with them: more than 20 times that
range with a live key before them: more than 20 times that
range with two live keys before them: less than 5 times
O
echo "as described"
