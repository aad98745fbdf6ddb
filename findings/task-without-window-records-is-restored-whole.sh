#!/usr/bin/env bash
# Kafka Streams restores all stores of a task at each start while one window store of it is empty (kafka-streams 4.3.1, 4.4.0).
#
# With exactly_once_v2 a task whose stores were closed in order goes on with its local state: nothing is restored. One would guess that a
# store that never got a record changes nothing of that. But a window store keeps the offset of its changelog in its segments, and has no
# segment before its first record, so that it has no offset; "no offset in a task that has local state" is what Kafka Streams
# takes for the sign of a crash. The task counts as corrupted at each start after an orderly stop, the local state of ALL its stores is
# wiped, and they are restored from their changelogs from the beginning. One record in the window store ends it.
#
# Seen, with both versions, of a task with 1000 records in a key-value store:
#   the window store is empty:       restarted after an orderly stop, 1000 records restored
#   the window store has one record: restarted after an orderly stop, 0 records restored
set -euo pipefail
dir=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill "$broker" 2>/dev/null || true; [ -z "$broker" ] || wait "$broker" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"

cat > Restarts.java <<'J'
import java.time.Duration;
import java.util.*;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.streams.*;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.processor.api.*;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.*;

public class Restarts {
    static final int RECORDS = 1000;

    /** Puts each record into the key-value store, and one into the window store if that is wanted. */
    static Topology topology(String input, boolean fillsWindow) {
        Topology topology = new Topology();
        topology.addSource("source", new StringDeserializer(), new StringDeserializer(), input);
        topology.addProcessor("processor", () -> new Processor<String, String, Void, Void>() {
            KeyValueStore<String, String> values;
            WindowStore<String, String> windows;

            @Override
            public void init(ProcessorContext<Void, Void> context) {
                values = context.getStateStore("values");
                windows = context.getStateStore("windows");
            }

            @Override
            public void process(Record<String, String> record) {
                values.put(record.key(), record.value());
                if (fillsWindow && record.key().equals("0")) {
                    windows.put(record.key(), record.value(), record.timestamp());
                }
            }
        }, "source");
        topology.addStateStore(Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("values"), Serdes.String(), Serdes.String()), "processor");
        topology.addStateStore(Stores.windowStoreBuilder(
                Stores.persistentWindowStore("windows", Duration.ofDays(2), Duration.ofDays(1), false),
                Serdes.String(), Serdes.String()), "processor");
        return topology;
    }

    /** Runs it until all records are in the store, stops it in order, and answers how many records were restored. */
    static long run(String servers, String name, boolean fillsWindow) throws Exception {
        Properties config = new Properties();
        config.put("application.id", name);
        config.put("bootstrap.servers", servers);
        config.put("state.dir", name + "-state");
        config.put("processing.guarantee", "exactly_once_v2");
        config.put("commit.interval.ms", 100);
        AtomicLong restored = new AtomicLong();
        KafkaStreams streams = new KafkaStreams(topology(name + "-in", fillsWindow), config);
        streams.setGlobalStateRestoreListener(new StateRestoreListener() {
            public void onRestoreStart(TopicPartition partition, String store, long from, long to) {}
            public void onBatchRestored(TopicPartition partition, String store, long offset, long count) {}
            public void onRestoreEnd(TopicPartition partition, String store, long count) { restored.addAndGet(count); }
        });
        streams.start();
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (count(streams) < RECORDS) {
            if (System.nanoTime() > deadline) throw new IllegalStateException("not all records within 2 minutes");
            Thread.sleep(200);
        }
        Thread.sleep(2000);
        if (!streams.close(Duration.ofSeconds(60))) throw new IllegalStateException("not stopped");
        return restored.get();
    }

    static long count(KafkaStreams streams) {
        if (streams.state() != KafkaStreams.State.RUNNING) return 0;
        long count = 0;
        ReadOnlyKeyValueStore<String, String> values =
                streams.store(StoreQueryParameters.fromNameAndType("values", QueryableStoreTypes.keyValueStore()));
        try (var all = values.all()) {
            for (; all.hasNext(); all.next()) count++;
        }
        return count;
    }

    public static void main(String[] args) throws Exception {
        String servers = args[0];
        for (boolean fillsWindow : new boolean[] {false, true}) {
            String name = fillsWindow ? "filled" : "empty";
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                admin.createTopics(List.of(new NewTopic(name + "-in", 1, (short) 1))).all().get();
            }
            Map<String, Object> config = Map.of("bootstrap.servers", servers);
            try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
                for (int i = 0; i < RECORDS; i++) producer.send(new ProducerRecord<>(name + "-in", "" + i, "value"));
            }
            run(servers, name, fillsWindow);
            System.out.println((fillsWindow ? "the window store has one record: " : "the window store is empty:       ")
                    + "restarted after an orderly stop, " + run(servers, name, fillsWindow) + " records restored");
        }
    }
}
J

check() {
    local version=$1
    mkdir "$version"
    cat > "$version/pom.xml" <<P
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-streams</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
P
    (cd "$version" && mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib > mvn.log 2>&1) \
        || { cat "$version/mvn.log"; exit 1; }
    cat > "$version/server.properties" <<S
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:19593
listeners=PLAINTEXT://127.0.0.1:19592,CONTROLLER://127.0.0.1:19593
advertised.listeners=PLAINTEXT://127.0.0.1:19592
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$dir/$version/logs
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
S
    java -cp "$version/lib/*" kafka.tools.StorageTool format -t AAAAAAAAAAAAAAAAAAAAAQ -c "$version/server.properties" > "$version/format.log" 2>&1 \
        || { cat "$version/format.log"; exit 1; }
    java -Xmx512m -cp "$version/lib/*" kafka.Kafka "$version/server.properties" > "$version/broker.log" 2>&1 &
    broker=$!
    for _ in $(seq 120); do (exec 3<>/dev/tcp/127.0.0.1/19592) 2>/dev/null && break; sleep 0.5; done
    (cd "$version" && java -cp "lib/*" ../Restarts.java 127.0.0.1:19592) > "$version/output.txt" 2> "$version/errors.txt" \
        || { cat "$version/errors.txt"; exit 1; }
    kill "$broker"; wait "$broker" 2>/dev/null || true; broker=
    sed "s/^/$version: /" "$version/output.txt"
    diff "$version/output.txt" - <<O
the window store is empty:       restarted after an orderly stop, 1000 records restored
the window store has one record: restarted after an orderly stop, 0 records restored
O
}

check 4.3.1
check 4.4.0
echo "as described"
