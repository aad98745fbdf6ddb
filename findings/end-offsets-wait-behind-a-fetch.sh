#!/usr/bin/env bash
# endOffsets() and beginningOffsets() of a consumer wait behind its own fetch (kafka-clients 4.3.1, 4.4.0).
#
# A consumer that waits for records at the end of a topic is asked where the topic ends. One would guess that this is a round trip of some
# milliseconds, as it is for a consumer that has not polled: the offsets are asked for by a request of their own. But that goes over the connection
# on which the fetch waits, and a broker answers the requests of a connection one after the other. So it takes what is left of
# fetch.max.wait.ms, 500 by default, and nothing of it is seen with records coming in. An admin client, or another consumer, is answered at once.
#
# Seen, with both versions, fetch.max.wait.ms=5000, the median of five:
#   a consumer that has not polled: less than 500 ms
#   one that waits for records: more than 2000 ms
#   an admin client beside it: less than 500 ms
set -euo pipefail
dir=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill "$broker" 2>/dev/null || true; [ -z "$broker" ] || wait "$broker" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"

cat > Ends.java <<'J'
import java.time.Duration;
import java.util.*;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;

public class Ends {
    static final TopicPartition PARTITION = new TopicPartition("topic", 0);

    static void print(String who, Runnable before, Callable<?> question) throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            before.run();
            long begin = System.nanoTime();
            question.call();
            millis.add((System.nanoTime() - begin) / 1_000_000);
        }
        System.err.println(who + ": " + millis);
        Collections.sort(millis);
        long median = millis.get(2);
        String size = median > 2000 ? "more than 2000" : median < 500 ? "less than 500" : "" + median;
        System.out.println(who + ": " + size + " ms");
    }

    /** Until the fetch of the last poll is on its way. */
    static void poll(KafkaConsumer<?, ?> consumer) {
        for (int i = 0; i < 5; i++) {
            consumer.poll(Duration.ofMillis(20));
        }
    }

    public static void main(String[] args) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", args[0], "fetch.max.wait.ms", 5000);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]));
                var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            admin.createTopics(List.of(new NewTopic("topic", 1, (short) 1))).all().get();
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(consumer.assignment());
            consumer.position(PARTITION);
            print("a consumer that has not polled", () -> {}, () -> consumer.endOffsets(List.of(PARTITION)));
            print("one that waits for records", () -> poll(consumer), () -> consumer.endOffsets(List.of(PARTITION)));
            print("an admin client beside it", () -> poll(consumer), () -> admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest())).all().get());
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
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-clients</artifactId><version>$version</version></dependency>
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
controller.quorum.voters=1@127.0.0.1:19793
listeners=PLAINTEXT://127.0.0.1:19792,CONTROLLER://127.0.0.1:19793
advertised.listeners=PLAINTEXT://127.0.0.1:19792
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
    for _ in $(seq 120); do (exec 3<>/dev/tcp/127.0.0.1/19792) 2>/dev/null && break; sleep 0.5; done
    (cd "$version" && java -cp "lib/*" ../Ends.java 127.0.0.1:19792) > "$version/output.txt" 2> "$version/errors.txt" \
        || { cat "$version/errors.txt"; exit 1; }
    kill "$broker"; wait "$broker" 2>/dev/null || true; broker=
    sed "s/^/$version: /" "$version/output.txt"
    diff "$version/output.txt" - <<O
a consumer that has not polled: less than 500 ms
one that waits for records: more than 2000 ms
an admin client beside it: less than 500 ms
O
}

check 4.3.1
check 4.4.0
echo "as described"
