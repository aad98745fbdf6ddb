#!/usr/bin/env bash
# A consumer whose assigned topic is deleted fetches again and again without a pause (kafka-clients 4.3.1, 4.4.0).
#
# A consumer that waits at the end of a topic sends about two fetches a second (fetch.max.wait.ms). One would guess that it sends fewer, or an
# error comes out of poll(), once the topic is deleted. But the consumer sends one fetch after the other as soon as each is answered:
# neither retry.backoff.ms nor fetch.max.wait.ms limits them. poll() returns no records and throws nothing, so that the application does
# not learn why it and the broker are busy.
#
# Seen, with both versions, of one partition over 5 seconds:
#   topic is there: fewer than 50 fetches, poll() throws nothing
#   topic is deleted: more than 1000 fetches, poll() throws nothing
set -euo pipefail
dir=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill "$broker" 2>/dev/null || true; [ -z "$broker" ] || wait "$broker" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"

cat > Fetches.java <<'J'
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;

public class Fetches {
    static double fetches(KafkaConsumer<?, ?> consumer) {
        return consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("fetch-total"))
                .filter(metric -> metric.metricName().group().equals("consumer-fetch-manager-metrics"))
                .mapToDouble(metric -> (Double) metric.metricValue())
                .max().orElseThrow();
    }

    /** How many fetches are sent in five seconds in which poll() is called all the time. */
    static long during(KafkaConsumer<?, ?> consumer) {
        double before = fetches(consumer);
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(500));
        }
        return Math.round(fetches(consumer) - before);
    }

    static void print(String when, long fetches) {
        System.err.println(when + ": " + fetches);
        String size = fetches > 1000 ? "more than 1000" : fetches < 50 ? "fewer than 50" : "" + fetches;
        System.out.println(when + ": " + size + " fetches, poll() throws nothing");
    }

    public static void main(String[] args) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", args[0], "allow.auto.create.topics", false);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]));
                var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            admin.createTopics(List.of(new NewTopic("topic", 1, (short) 1))).all().get();
            consumer.assign(List.of(new TopicPartition("topic", 0)));
            consumer.seekToBeginning(consumer.assignment());
            consumer.position(new TopicPartition("topic", 0));
            print("topic is there", during(consumer));
            admin.deleteTopics(List.of("topic")).all().get();
            print("topic is deleted", during(consumer));
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
controller.quorum.voters=1@127.0.0.1:19693
listeners=PLAINTEXT://127.0.0.1:19692,CONTROLLER://127.0.0.1:19693
advertised.listeners=PLAINTEXT://127.0.0.1:19692
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
    for _ in $(seq 120); do (exec 3<>/dev/tcp/127.0.0.1/19692) 2>/dev/null && break; sleep 0.5; done
    (cd "$version" && java -cp "lib/*" ../Fetches.java 127.0.0.1:19692) > "$version/output.txt" 2> "$version/errors.txt" \
        || { cat "$version/errors.txt"; exit 1; }
    kill "$broker"; wait "$broker" 2>/dev/null || true; broker=
    sed "s/^/$version: /" "$version/output.txt"
    diff "$version/output.txt" - <<O
topic is there: fewer than 50 fetches, poll() throws nothing
topic is deleted: more than 1000 fetches, poll() throws nothing
O
}

check 4.3.1
check 4.4.0
echo "as described"
