#!/usr/bin/env bash
# An idempotent producer loses its first batch to a partition if the broker is not the leader yet for that one (kafka-clients 4.3.1, 4.4.0).
#
# One would guess that an idempotent producer, with its default of five requests in flight, delivers in order, and that a batch which is refused with a
# retriable error is delivered by a retry. But a broker that knows nothing of a producer yet accepts any sequence number. If it refuses
# the first batch of a partition (NOT_LEADER_OR_FOLLOWER, as for some milliseconds after the topic is made) and accepts the second one, which is on its way
# already, then the first one is OUT_OF_ORDER_SEQUENCE_NUMBER whenever it is tried again, until delivery.timeout.ms: it fails, though it could
# be written all the time, and those behind it are there without it. With one request in flight, or when the first record is waited for, nothing
# is lost. (A broker forgets producers that have been idle for a day, so that this is not only for new topics.)
#
# Seen, with both versions, within 300 topics that are written to as soon as they are made:
#   five in flight: the first records of a partition failed with TimeoutException, later ones are there
#   one in flight: nothing failed in 60 topics
set -euo pipefail
dir=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill "$broker" 2>/dev/null || true; [ -z "$broker" ] || wait "$broker" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"

cat > First.java <<'J'
import java.util.*;
import java.util.concurrent.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.*;

public class First {
    record Sent(int partition, int number, Future<RecordMetadata> result) {}

    /** Writes to a new topic as soon as it is made; what became of the records. */
    static List<Sent> write(Admin admin, Producer<String, String> producer, String topic) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
        List<Sent> sent = new ArrayList<>();
        for (int number = 0; number < 2000; number++) {
            int partition = number % 3;
            sent.add(new Sent(partition, number, producer.send(new ProducerRecord<>(topic, partition, "key", "" + number))));
            if (number % 5 == 0) {
                Thread.sleep(0, 200_000);
            }
        }
        return sent;
    }

    static boolean hasFailed(Sent sent) throws Exception {
        try {
            sent.result().get();
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                return true;
            }
            throw e;
        }
    }

    /** Whether records of a partition failed, all of them before all others of the partition. */
    static boolean firstFailed(List<Sent> sent) throws Exception {
        boolean any = false;
        for (int partition = 0; partition < 3; partition++) {
            boolean begun = false;
            for (Sent each : sent) {
                if (each.partition() == partition) {
                    boolean failed = hasFailed(each);
                    if (failed && begun) {
                        throw new IllegalStateException("One failed in the middle");
                    }
                    begun |= !failed;
                    any |= failed;
                }
            }
            if (!begun) {
                throw new IllegalStateException("All failed");
            }
        }
        return any;
    }

    static int topicsUntilLoss(String servers, String prefix, int inFlight, int most) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", servers, "delivery.timeout.ms", 10_000, "request.timeout.ms", 5_000,
                "max.in.flight.requests.per.connection", inFlight);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
                var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (int i = 1; i <= most; i++) {
                if (firstFailed(write(admin, producer, prefix + i))) {
                    return i;
                }
            }
            return 0;
        }
    }

    public static void main(String[] args) throws Exception {
        int lost = topicsUntilLoss(args[0], "five", 5, 300);
        System.err.println("in topic " + lost);
        System.out.println("five in flight: " + (lost == 0 ? "nothing failed" : "the first records of a partition failed with TimeoutException, later ones are there"));
        System.out.println("one in flight: " + (topicsUntilLoss(args[0], "one", 1, 60) == 0 ? "nothing failed in 60 topics" : "records failed"));
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
controller.quorum.voters=1@127.0.0.1:19695
listeners=PLAINTEXT://127.0.0.1:19694,CONTROLLER://127.0.0.1:19695
advertised.listeners=PLAINTEXT://127.0.0.1:19694
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
    for _ in $(seq 120); do (exec 3<>/dev/tcp/127.0.0.1/19694) 2>/dev/null && break; sleep 0.5; done
    (cd "$version" && java -cp "lib/*" ../First.java 127.0.0.1:19694) > "$version/output.txt" 2> "$version/errors.txt" \
        || { cat "$version/errors.txt"; exit 1; }
    kill "$broker"; wait "$broker" 2>/dev/null || true; broker=
    sed "s/^/$version: /" "$version/output.txt"
    diff "$version/output.txt" - <<O
five in flight: the first records of a partition failed with TimeoutException, later ones are there
one in flight: nothing failed in 60 topics
O
}

check 4.3.1
check 4.4.0
echo "as described"
