package dev.gregor.messaging.subscribe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.LetterReader;
import dev.gregor.messaging.subscribe.pace.Throttle;
import dev.gregor.messaging.subscribe.progress.Progress;
import dev.gregor.messaging.subscribe.progress.SeenIds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What follows from how the handling of events ends. */
class LanesTest {

    private static final MessagingSettings SETTINGS = new MessagingSettings(
            "mail",
            Map.of("bootstrap.servers", "localhost:1"),
            AvroCodec.singleObject(SchemaCatalog.inMemory()),
            TestKafka.TYPES,
            1_000_000);

    private final Workers workers = new Workers("test", 2);
    private final Transactions transactions = new Transactions(SETTINGS, "group", null);
    private final LetterReader reader = new LetterReader(SETTINGS);
    private final Queue<Function<Received, Outcome>> next = new ConcurrentLinkedQueue<>();
    private final Lanes lanes = new Lanes(
            new SubscriptionSpec("mails", Set.of(), null, 2, 0, 10, 100, true, false, false, 3, tries -> 0, List.of()),
            new LetterWriter("mail", "mails", false, 1_000_000),
            null,
            new Execution(workers, event -> next.remove().apply(event), reader, transactions),
            new Throttle(System::nanoTime));
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        workers.close();
        reader.close();
    }

    private static PartitionWork open() {
        return new PartitionWork(new TopicPartition("topic", 0), Progress.from(0), new SeenIds(0), true);
    }

    private void add(PartitionWork work, int offset) {
        lanes.offer(work.add(new ConsumerRecord<>("topic", 0, offset, new byte[] {(byte) offset}, new byte[0]))
                .orElseThrow());
    }

    private void goOnUntil(BooleanSupplier condition) {
        Awaitility.await().pollInSameThread().pollInterval(Duration.ofMillis(1)).until(() -> {
            lanes.dispatch();
            workers.takeDone(lanes::finished, () -> true);
            return condition.getAsBoolean();
        });
    }

    private void goOnUntilHandled(PartitionWork work) {
        goOnUntil(() -> work.waiting() == 0);
    }

    private static Outcome done(Received event) {
        return new Outcome.Done(List.of());
    }

    /** A service is down, and its trial has begun, which goes on until the end of the test. */
    private PartitionWork onTrial() {
        PartitionWork work = open();
        CountDownLatch begun = new CountDownLatch(1);
        next.add(event -> new Outcome.Down(new IllegalStateException("down")));
        next.add(event -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                return new Outcome.Failed(e, false);
            }
            return new Outcome.Down(new IllegalStateException("still down"));
        });
        next.add(LanesTest::done);
        add(work, 0);
        goOnUntil(() -> begun.getCount() == 0);
        assertThat(lanes.obstacle()).isPresent();
        return work;
    }

    @Test
    void anotherEventIsTriedIfThePartitionOfTheTrialIsGone() {
        onTrial().close();
        end.countDown();
        PartitionWork other = open();
        add(other, 0);
        goOnUntilHandled(other);
        assertThat(lanes.obstacle()).isEmpty();
    }

    @Test
    void anotherEventIsTriedIfTheTrialIsInterrupted() {
        PartitionWork work = onTrial();
        workers.interrupt(lane -> true).forEach(lanes::finished);
        work.close();
        PartitionWork other = open();
        add(other, 0);
        goOnUntilHandled(other);
        assertThat(lanes.obstacle()).isEmpty();
    }

    @Test
    void whatNoHandlerMayThrowIsAFailureThatIsTriedAgain() {
        PartitionWork work = open();
        next.add(event -> {
            throw new OutOfMemoryError("of the test");
        });
        next.add(LanesTest::done);
        add(work, 0);
        goOnUntilHandled(work);
        assertThat(lanes.transaction().isProgressAlone()).isTrue();
    }

    @Test
    void anEventThatAlwaysEndsUnexpectedlyIsADeadLetter() {
        PartitionWork work = open();
        for (int i = 0; i < 4; i++) {
            next.add(event -> {
                throw new IllegalStateException("broken");
            });
        }
        add(work, 0);
        goOnUntilHandled(work);
        assertThat(lanes.transaction().letters).hasSize(1);
        assertThat(next).isEmpty();
    }
}
