#!/usr/bin/env bash
# A producer that authenticates again over TLS stops for request.timeout.ms, though all it waits for has arrived (kafka-clients 4.3.1, 4.4.0).
#
# With connections.max.reauth.ms, as for tokens that expire, a client authenticates again on the connection that it has, at 85 to 95 % of a
# session. One would guess that this costs two round trips. But answers to produce requests that are under way come in between. Those are taken one
# at each look at the socket, and over TLS the next ones are decrypted already and in a buffer: the socket has nothing to tell. The buffer is looked
# at when something else wakes up the sender. A producer that is sent nothing more, as in flush() or commitTransaction(), sleeps for
# request.timeout.ms (30 s): longer than a transaction may take by the default of Kafka Streams (10 s), which is aborted then.
# Without TLS nothing of it is seen, nor with one request in flight. metadata.max.age.ms bounds the sleep: with 1000 it is a second.
#
# Seen, with both versions, in 60 s with sessions of 5 s:
#   SASL_SSL: some bursts of 2000 records of 8 KB take longer than 20 s, most less than 5 s
#   SASL_PLAINTEXT: none does
#   SASL_SSL, one request in flight: none does
#   SASL_SSL, metadata.max.age.ms=1000: none does
set -euo pipefail
dir=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill "$broker" 2>/dev/null || true; [ -z "$broker" ] || wait "$broker" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"

cat > Bursts.java <<'J'
import java.util.*;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public class Bursts {
    public static void main(String[] args) throws Exception {
        System.out.println("SASL_SSL: " + slow("SASL_SSL", 19694, Map.of()));
        System.out.println("SASL_PLAINTEXT: " + slow("SASL_PLAINTEXT", 19693, Map.of()));
        System.out.println("SASL_SSL, one in flight: " + slow("SASL_SSL", 19694, Map.of("max.in.flight.requests.per.connection", 1)));
        System.out.println("SASL_SSL, metadata each second: " + slow("SASL_SSL", 19694, Map.of("metadata.max.age.ms", 1000)));
    }

    static String slow(String protocol, int port, Map<String, Object> more) throws Exception {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", "127.0.0.1:" + port);
        config.put("security.protocol", protocol);
        config.put("sasl.mechanism", "PLAIN");
        config.put("sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"user\" password=\"secret\";");
        config.put("ssl.truststore.location", "store.p12");
        config.put("ssl.truststore.password", "of-the-store");
        String topic = "bursts-" + UUID.randomUUID();
        try (Admin admin = Admin.create(config)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        int bursts = 0;
        int slow = 0;
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            long end = System.nanoTime() + 60_000_000_000L;
            while (System.nanoTime() < end) {
                long begun = System.nanoTime();
                Future<RecordMetadata> last = null;
                for (int i = 0; i < 2000; i++) {
                    last = producer.send(new ProducerRecord<>(topic, new byte[8000]));
                }
                last.get();
                bursts++;
                if (System.nanoTime() - begun > 20_000_000_000L) {
                    slow++;
                }
            }
        }
        System.err.println(protocol + ' ' + more + ": " + slow + " of " + bursts + " bursts took more than 20 s");
        return slow == 0 ? "none" : "some";
    }
}
J

check() {
    local version=$1
    mkdir "$version"
    cd "$version"
    cat > pom.xml <<P
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
P
    mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib > mvn.log 2>&1 \
        || { cat mvn.log; exit 1; }
    keytool -genkeypair -keyalg EC -alias broker -dname CN=localhost -ext SAN=ip:127.0.0.1 \
        -storetype PKCS12 -keystore store.p12 -storepass of-the-store > keytool.log 2>&1 || { cat keytool.log; exit 1; }
    cat > server.properties <<S
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:19695
listener.security.protocol.map=SASL_SSL:SASL_SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
listeners=SASL_SSL://127.0.0.1:19694,SASL_PLAINTEXT://127.0.0.1:19693,PLAINTEXT://127.0.0.1:19692,CONTROLLER://127.0.0.1:19695
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
sasl.enabled.mechanisms=PLAIN
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_user="secret";
listener.name.sasl_plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_user="secret";
connections.max.reauth.ms=5000
ssl.keystore.location=$PWD/store.p12
ssl.keystore.password=of-the-store
log.dirs=$PWD/logs
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
log.retention.bytes=200000000
log.segment.bytes=50000000
S
    java -cp "lib/*" kafka.tools.StorageTool format -t AAAAAAAAAAAAAAAAAAAAAQ -c server.properties > format.log 2>&1 \
        || { cat format.log; exit 1; }
    java -Xmx1g -cp "lib/*" kafka.Kafka server.properties > broker.log 2>&1 &
    broker=$!
    for _ in $(seq 120); do (exec 3<>/dev/tcp/127.0.0.1/19694) 2>/dev/null && break; sleep 0.5; done
    java -cp "lib/*" ../Bursts.java > output.txt 2> errors.txt || { cat errors.txt; exit 1; }
    kill "$broker"; wait "$broker" 2>/dev/null || true; broker=
    sed "s/^/$version: /" output.txt errors.txt
    diff output.txt - <<O
SASL_SSL: some
SASL_PLAINTEXT: none
SASL_SSL, one in flight: none
SASL_SSL, metadata each second: none
O
    cd ..
}

check 4.3.1
check 4.4.0
echo "as described"
