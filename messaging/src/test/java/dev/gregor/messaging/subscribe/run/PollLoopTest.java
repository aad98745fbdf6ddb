package dev.gregor.messaging.subscribe.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.kafka.KafkaClients;
import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.letter.LetterReader;
import dev.gregor.messaging.subscribe.pace.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is committed on a broker when the answers to commits are late, or never come. */
class PollLoopTest {

    private static final String SILENT = "silent";
    private static final String PUBLISHES = "publishes";
    private static final String BLOCKS = "blocks";

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    private final String group = "g" + UUID.randomUUID();
    private final AtomicInteger handled = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final List<AutoCloseable> open = new ArrayList<>();
    private final String in = kafka.topic(1);
    private final String out = kafka.topic(1);
    private final SubscriptionParts parts = parts();
    private String reset = "earliest";
    private TroubledConsumer trouble = trouble();
    private Consumer<byte[], byte[]> consumer = trouble.asConsumer();
    private PollLoop loop = new PollLoop(consumer, parts);
    private int sent;

    private SubscriptionParts parts() {
        SubscriptionSpec spec = new SubscriptionSpec(
                "mails", Set.of(), null, 4, 0, 10, 100, true, false, false, 0, tries -> 0, List.of());
        Workers workers = new Workers("test", 4);
        Transactions transactions = new Transactions(kafka.settings(), group, null);
        LetterReader reader = new LetterReader(kafka.settings());
        Admin admin = Admin.create(kafka.client());
        Lanes lanes = new Lanes(
                spec,
                new LetterWriter("mail", "mails", false, 1_000_000),
                null,
                new Execution(workers, this::handle, reader, transactions),
                new Throttle(System::nanoTime));
        open.addAll(List.of(transactions::close, workers::close, reader, admin));
        return new SubscriptionParts(
                new Partitions(kafka.settings(), spec, admin, null), workers, lanes, transactions, null, null);
    }

    private TroubledConsumer trouble() {
        Map<String, Object> config = kafka.client();
        config.putAll(Map.of("group.id", group, "enable.auto.commit", false, "auto.offset.reset", reset));
        return new TroubledConsumer(KafkaClients.consumer(config));
    }

    @BeforeEach
    void subscribe() {
        consumer.subscribe(List.of(in), loop);
    }

    /** As after a refusal. */
    private void replaceConsumer() {
        loop.leave();
        consumer.close();
        trouble = trouble();
        consumer = trouble.asConsumer();
        loop = new PollLoop(consumer, parts);
        subscribe();
    }

    @AfterEach
    void close() throws Exception {
        end.countDown();
        loop.abandon();
        consumer.close();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Outcome handle(Received received) {
        String value = new String(received.record().value(), UTF_8);
        if (value.equals(BLOCKS)) {
            blocked.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                return new Outcome.Failed(e, true);
            }
        }
        handled.incrementAndGet();
        return new Outcome.Done(value.equals(PUBLISHES) ? List.of(new ProducerRecord<>(out, new byte[1])) : List.of());
    }

    private void send(String value, int number) {
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            IntStream.range(0, number)
                    .forEach(
                            i -> producer.send(new ProducerRecord<>(in, new byte[] {(byte) i}, value.getBytes(UTF_8))));
        }
        sent += number;
    }

    private void goOnUntil(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    loop.round(false);
                    return condition.call();
                });
    }

    private long committed() throws Exception {
        TopicPartition partition = new TopicPartition(in, 0);
        try (Admin admin = Admin.create(kafka.client())) {
            OffsetAndMetadata found = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition);
            return found == null ? 0 : found.offset();
        }
    }

    @Test
    void nothingIsCommittedBeforeProgressThatIsNotSentYet() throws Exception {
        trouble.holdsCommits = true;
        send(SILENT, 10);
        goOnUntil(() -> trouble.held != null);
        send(PUBLISHES, 1);
        goOnUntil(() -> handled.get() == sent && parts.lanes().transaction().size() == 1);
        loop.close();
        trouble.sendHeld();
        consumer.commitSync(Map.of());
        assertThat(committed()).isEqualTo(sent);
        assertThat(kafka.committed(out)).hasSize(1);
    }

    @Test
    void whatIsPublishedWhileProgressIsUnderWayHasABound() {
        trouble.holdsCommits = true;
        send(SILENT, 10);
        goOnUntil(() -> trouble.held != null);
        trouble.holdsCommits = false;
        send(PUBLISHES, 1_500);
        goOnUntil(() -> trouble.held == null);
        goOnUntil(() -> handled.get() == sent);
        loop.close();
        assertThat(kafka.committed(out)).hasSize(1_500);
    }

    @Test
    void progressAloneGoesOnAfterACommitThatWasNotAnswered() throws Exception {
        trouble.losesNextCommit = true;
        send(SILENT, 10);
        goOnUntil(() -> loop.isInDoubt());
        send(SILENT, 10);
        goOnUntil(() -> committed() == sent);
        assertThat(handled).hasValue(sent);
    }

    @Test
    void anotherConsumerPublishesAfterACommitThatWasNotAnswered() throws Exception {
        trouble.losesNextCommit = true;
        send(SILENT, 10);
        goOnUntil(() -> loop.isInDoubt());
        send(PUBLISHES, 1);
        assertThatThrownBy(() -> goOnUntil(() -> false))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("was not answered");
        assertThat(kafka.committed(out)).isEmpty();
        replaceConsumer();
        goOnUntil(() -> committed() == sent);
        assertThat(kafka.committed(out)).hasSize(1);
    }

    @Test
    void anotherConsumerBeginsWhereTheFirstOneDidWhichHasCommittedNothing() throws Exception {
        reset = "latest";
        send(SILENT, 10);
        replaceConsumer();
        trouble.losesNextCommit = true;
        goOnUntil(() -> loop.isInDoubt());
        send(PUBLISHES, 1);
        assertThatThrownBy(() -> goOnUntil(() -> false)).isInstanceOf(KafkaException.class);
        replaceConsumer();
        goOnUntil(() -> committed() == sent);
        assertThat(kafka.committed(out)).hasSize(1);
        assertThat(handled).hasValueGreaterThan(0).hasValueLessThan(10);
    }

    @Test
    void beginsAnewAfterASeekThatFails() throws Exception {
        send(BLOCKS, 1);
        goOnUntil(() -> blocked.getCount() == 0);
        trouble.failsEndOffsets = true;
        assertThatThrownBy(() -> loop.seek(Instant.EPOCH)).isInstanceOf(TimeoutException.class);
        end.countDown();
        goOnUntil(() -> committed() == sent);
        assertThat(handled).hasValue(1);
    }
}
