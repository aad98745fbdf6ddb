package dev.gregor.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class FirstRecordsTest {

    private static final long AT_ONCE = 0;
    private static final long LONG = 60_000;

    private final MockProducer<byte[], byte[]> producer = new MockProducer<>(
            cluster(), false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
    private final List<Exception> failures = new ArrayList<>();

    private static Cluster cluster() {
        Node node = new Node(1, "localhost", 9092);
        List<PartitionInfo> one =
                List.of(new PartitionInfo("lab.commands", 0, node, new Node[] {node}, new Node[] {node}));
        return new Cluster("cluster", List.of(node), one, Set.of(), Set.of());
    }

    private void send(FirstRecords firsts, String key) {
        firsts.send(new ProducerRecord<>("lab.commands", key.getBytes(UTF_8), new byte[0]), (written, failure) -> {
            if (failure != null) {
                failures.add(failure);
            }
        });
    }

    @Test
    void nothingElseIsSentToAPartitionBeforeTheFirstRecordHasArrived() {
        FirstRecords firsts = new FirstRecords(producer, AT_ONCE);
        send(firsts, "a");

        assertThatThrownBy(() -> send(firsts, "b"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("check the brokers");
        assertThat(producer.history()).hasSize(1);

        producer.completeNext();
        send(firsts, "b");
        send(firsts, "c");
        assertThat(producer.history()).hasSize(3);
    }

    @Test
    void whoWaitsForTheFirstRecordIsSentBehindIt() {
        FirstRecords firsts = new FirstRecords(producer, LONG);
        send(firsts, "a");
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> send(firsts, "b"));

        producer.completeNext();
        second.join();

        assertThat(producer.history())
                .extracting(each -> new String(each.key(), UTF_8))
                .containsExactly("a", "b");
    }

    @Test
    void afterAFirstRecordThatWasLostTheNextIsTheFirst() {
        FirstRecords firsts = new FirstRecords(producer, AT_ONCE);
        send(firsts, "a");
        producer.errorNext(new NetworkException("gone"));

        send(firsts, "b");

        assertThat(failures).singleElement().isInstanceOf(NetworkException.class);
        assertThatThrownBy(() -> send(firsts, "c")).isInstanceOf(TransientException.class);
    }
}
