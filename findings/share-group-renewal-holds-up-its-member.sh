#!/usr/bin/env bash
# A member of a share group that renews the lock of one record gets no other records (kafka-clients and broker 4.3.1, 4.4.0).
#
# A worker takes ten jobs, ends nine of them, and renews the lock of the long one, so that it is not given to somebody else. One would guess that poll() gives the
# next jobs then, as renewing is meant for work that takes long: the member has acknowledged all records that it had, and brokers have more for it. But while a
# renewed record is not acknowledged otherwise, poll() gives that record again, at once and each time, and nothing else. So one long job
# holds the member up, however many it could do at the same time, and a loop that takes what poll() gives for new work does the long job twice. Who wants to work on
# several records, each for as long as it takes, needs a member for each.
#
# Seen, with both versions, max.poll.records=10, share.acquire.mode=record_limit, explicit acknowledgement, a topic with records 0 to 19:
#   first poll: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
#   1 to 9 accepted, 0 renewed, five polls of a second: [[0], [0], [0], [0], [0]]
#   0 accepted, next poll: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
set -euo pipefail
dir=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill "$broker" 2>/dev/null || true; [ -z "$broker" ] || wait "$broker" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"

cat > Renewal.java <<'J'
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.*;

public class Renewal {
    static List<String> values(ConsumerRecords<String, String> records) {
        List<String> values = new ArrayList<>();
        records.forEach(each -> values.add(each.value()));
        return values;
    }

    static ConsumerRecords<String, String> next(ShareConsumer<String, String> member) {
        ConsumerRecords<String, String> records = member.poll(Duration.ofSeconds(1));
        for (int i = 0; i < 60 && records.isEmpty(); i++) {
            records = member.poll(Duration.ofSeconds(1));
        }
        return records;
    }

    public static void main(String[] args) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", args[0]);
        try (Admin admin = Admin.create(client);
                var producer = new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("jobs", 1, (short) 1))).all().get();
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, "workers"),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            for (int i = 0; i < 20; i++) {
                producer.send(new ProducerRecord<>("jobs", String.valueOf(i)));
            }
            producer.flush();
        }
        Map<String, Object> config = Map.of(
                "bootstrap.servers", args[0],
                "group.id", "workers",
                "max.poll.records", 10,
                "share.acquire.mode", "record_limit",
                "share.acknowledgement.mode", "explicit");
        try (var member = new KafkaShareConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            member.subscribe(List.of("jobs"));
            ConsumerRecords<String, String> first = next(member);
            System.out.println("first poll: " + values(first));
            first.forEach(each -> member.acknowledge(
                    each, each.value().equals("0") ? AcknowledgeType.RENEW : AcknowledgeType.ACCEPT));
            System.err.println(member.commitSync());
            List<List<String>> polls = new ArrayList<>();
            ConsumerRecord<String, String> renewed = null;
            for (int i = 0; i < 5; i++) {
                ConsumerRecords<String, String> records = member.poll(Duration.ofSeconds(1));
                polls.add(values(records));
                for (ConsumerRecord<String, String> each : records) {
                    renewed = each;
                    member.acknowledge(each, AcknowledgeType.RENEW);
                }
                System.err.println(member.commitSync());
            }
            System.out.println("1 to 9 accepted, 0 renewed, five polls of a second: " + polls);
            member.acknowledge(member.poll(Duration.ofSeconds(1)).iterator().next(), AcknowledgeType.ACCEPT);
            System.err.println(member.commitSync());
            System.out.println("0 accepted, next poll: " + values(next(member)));
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
controller.quorum.voters=1@127.0.0.1:19783
listeners=PLAINTEXT://127.0.0.1:19782,CONTROLLER://127.0.0.1:19783
advertised.listeners=PLAINTEXT://127.0.0.1:19782
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$dir/$version/logs
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
S
    java -cp "$version/lib/*" kafka.tools.StorageTool format -t AAAAAAAAAAAAAAAAAAAAAQ -c "$version/server.properties" > "$version/format.log" 2>&1 \
        || { cat "$version/format.log"; exit 1; }
    java -Xmx512m -cp "$version/lib/*" kafka.Kafka "$version/server.properties" > "$version/broker.log" 2>&1 &
    broker=$!
    for _ in $(seq 120); do (exec 3<>/dev/tcp/127.0.0.1/19782) 2>/dev/null && break; sleep 0.5; done
    (cd "$version" && java -cp "lib/*" ../Renewal.java 127.0.0.1:19782) > "$version/output.txt" 2> "$version/errors.txt" \
        || { cat "$version/errors.txt"; exit 1; }
    kill "$broker"; wait "$broker" 2>/dev/null || true; broker=
    sed "s/^/$version: /" "$version/output.txt"
    diff "$version/output.txt" - <<O
first poll: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
1 to 9 accepted, 0 renewed, five polls of a second: [[0], [0], [0], [0], [0]]
0 accepted, next poll: [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
O
}

check 4.3.1
check 4.4.0
echo "as described"
