package dev.gregor.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HangingTransactionsTest {

    private static final TopicPartition PARTITION = new TopicPartition("user.events", 0);

    @TempDir
    Path dir;

    @Test
    void abortsWhatNoCoordinatorWillEndAndNothingElse() throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir));
                Admin admin = admin(broker)) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1)))
                    .all()
                    .get();
            leaveOpen(broker, "lost");

            assertThat(new HangingTransactions(admin).abort()).isZero();
        }
        forgetTransactions();
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir));
                Admin admin = admin(broker)) {
            assertThat(end(admin, IsolationLevel.READ_COMMITTED)).isZero();

            assertThat(new HangingTransactions(admin).abort()).isOne();

            assertThat(end(admin, IsolationLevel.READ_COMMITTED))
                    .isEqualTo(end(admin, IsolationLevel.READ_UNCOMMITTED));
            assertThat(new HangingTransactions(admin).abort()).isZero();
        }
    }

    @Test
    void abortsNothingWhileACoordinatorIsNotThereToTell() throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir));
                Admin admin = admin(broker);
                Admin nowhere = Admin.create(Map.of(
                        "bootstrap.servers",
                        "127.0.0.1:1",
                        "request.timeout.ms",
                        200,
                        "default.api.timeout.ms",
                        200))) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1)))
                    .all()
                    .get();
            leaveOpen(broker, "known");

            assertThatThrownBy(() -> new HangingTransactions(withoutCoordinators(admin, nowhere)).abort())
                    .isInstanceOf(ExecutionException.class);

            assertThat(end(admin, IsolationLevel.READ_COMMITTED)).isZero();
        }
    }

    /** A cluster that is asked before its coordinators are elected: they list nothing, and cannot be found. */
    private static Admin withoutCoordinators(Admin admin, Admin nowhere) {
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "listTransactions" ->
                        admin.listTransactions(new ListTransactionsOptions().filterOnDuration(Long.MAX_VALUE));
                    case "describeTransactions" -> method.invoke(nowhere, arguments);
                    default -> method.invoke(admin, arguments);
                });
    }

    @Test
    void looksForOneTransactionOfEachCoordinator() {
        for (int partitions : new int[] {0, 1, 4, 50}) {
            assertThat(Coordinators.oneIdOfEach(partitions).stream()
                            .map(id -> (id.hashCode() & Integer.MAX_VALUE) % partitions))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, partitions).boxed().toList());
        }
    }

    @Test
    void leavesWhatMayHaveBeenCommitted() {
        assertThat(HangingTransactions.mayBeAborted(7, null)).isTrue();
        assertThat(HangingTransactions.mayBeAborted(7, known(TransactionState.ONGOING, 7)))
                .isFalse();
        assertThat(HangingTransactions.mayBeAborted(7, known(TransactionState.PREPARE_COMMIT, 7)))
                .isFalse();
        assertThat(HangingTransactions.mayBeAborted(7, known(TransactionState.COMPLETE_COMMIT, 8)))
                .isFalse();
        for (int otherTransaction : new int[] {4, 7, 9}) {
            assertThat(HangingTransactions.mayBeAborted(7, known(TransactionState.COMPLETE_COMMIT, otherTransaction)))
                    .isTrue();
        }
        assertThat(HangingTransactions.mayBeAborted(7, known(TransactionState.COMPLETE_ABORT, 8)))
                .isTrue();
    }

    @Test
    void waitsForNothingThatIsUnderWay() {
        assertThat(HangingTransactions.isUnderWay(PARTITION, 7, ongoing(7, PARTITION)))
                .isTrue();
        assertThat(HangingTransactions.isUnderWay(PARTITION, 7, ongoing(8, PARTITION)))
                .isFalse();
        assertThat(HangingTransactions.isUnderWay(PARTITION, 7, ongoing(7, new TopicPartition("user.events", 1))))
                .isFalse();
        assertThat(HangingTransactions.isUnderWay(PARTITION, 7, known(TransactionState.PREPARE_COMMIT, 7)))
                .isFalse();
        assertThat(HangingTransactions.isUnderWay(PARTITION, 7, null)).isFalse();
    }

    private static TransactionDescription ongoing(int epoch, TopicPartition partition) {
        return new TransactionDescription(
                1, TransactionState.ONGOING, 1, epoch, 30_000, OptionalLong.of(0), Set.of(partition));
    }

    private static TransactionDescription known(TransactionState state, int epoch) {
        return new TransactionDescription(1, state, 1, epoch, 30_000, OptionalLong.empty(), Set.of());
    }

    private static Admin admin(LocalBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    /** Writes a record in a transaction that nobody ends, as a process does that is killed. */
    private static void leaveOpen(LocalBroker broker, String transactionalId) {
        var text = new StringSerializer();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", transactionalId),
                text,
                text)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(PARTITION.topic(), "ann", "registered"));
            producer.flush();
            producer.close(Duration.ZERO);
        }
    }

    /** Takes from the coordinator what it knows. */
    private void forgetTransactions() throws IOException {
        try (var folders = Files.walk(dir)) {
            for (Path log : folders.filter(each -> each.getFileName().toString().startsWith("__transaction_state-"))
                    .toList()) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(log)) {
                    for (Path file : files) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static long end(Admin admin, IsolationLevel isolation) throws Exception {
        return admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                .partitionResult(PARTITION)
                .get()
                .offset();
    }
}
