package dev.gregor.messaging.subscribe.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.publish.ProducerSettings;
import dev.gregor.messaging.publish.RecordSender;
import dev.gregor.messaging.subscribe.run.Outcome;
import dev.gregor.messaging.subscribe.run.Received;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a message at each of its deliveries. */
class WorkTest {

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    private RecordSender sender;
    private String failures;

    @BeforeEach
    void open() {
        sender = new RecordSender("The queue", ProducerSettings.of(kafka.settings()));
        failures = kafka.topic(1);
    }

    @AfterEach
    void close() {
        sender.close();
    }

    private Work work(Function<Received, Outcome> handling) {
        return new Work(handling, sender, failures, 7);
    }

    private static Outcome down(Received received) {
        return new Outcome.Down(new IllegalStateException("The printer is off"));
    }

    private static Received delivered(int times) {
        return delivered(times, new RecordHeaders());
    }

    private static Received delivered(int times, Headers headers) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "jobs",
                0,
                42,
                0,
                TimestampType.CREATE_TIME,
                1,
                1,
                new byte[] {1},
                new byte[] {2},
                headers,
                Optional.empty(),
                Optional.of((short) times));
        return new Received(record, Place.of(record));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void handsOverWhatWasDeliveredTooOften() {
        Work work = work(received -> {
            throw new AssertionError("It is not to be handled");
        });
        assertThat(work.on(delivered(7))).isEqualTo(AcknowledgeType.ACCEPT);
        assertThat(kafka.committed(failures)).singleElement().satisfies(record -> {
            assertThat(header(record, QueueHeaders.DELIVERIES)).isEqualTo("7");
            assertThat(header(record, QueueHeaders.PLACE)).isEqualTo("jobs/0/42");
        });
    }

    @Test
    void replacesTheHeadersOfAnEarlierFailure() {
        Received received = delivered(1, new RecordHeaders().add(QueueHeaders.DELIVERIES, "7".getBytes(UTF_8)));
        work(each -> new Outcome.Failed(new IllegalStateException("poison"), false))
                .on(received);
        assertThat(kafka.committed(failures))
                .singleElement()
                .satisfies(record -> assertThat(record.headers().lastHeader(QueueHeaders.DELIVERIES))
                        .isNull());
    }

    @Test
    void leavesWhatItWaitsForWhenItIsClosed() {
        assertThat(closedWhileDown(1)).isEqualTo(AcknowledgeType.RELEASE);
        assertThat(kafka.committed(failures)).isEmpty();
    }

    @Test
    void handsOverWhatItHasLeftTooOftenToBeTriedAgain() {
        assertThat(closedWhileDown(6)).isEqualTo(AcknowledgeType.ACCEPT);
        assertThat(kafka.committed(failures))
                .singleElement()
                .satisfies(record -> assertThat(record.headers().lastHeader(QueueHeaders.DELIVERIES))
                        .isNull());
    }

    private AcknowledgeType closedWhileDown(int delivery) {
        Work work = work(WorkTest::down);
        CompletableFuture<AcknowledgeType> end = CompletableFuture.supplyAsync(() -> work.on(delivered(delivery)));
        await().until(() -> work.down().isPresent());
        work.close();
        return end.join();
    }

    @Test
    void acceptsWhatIsHandled() {
        assertThat(work(received -> new Outcome.Done(List.of())).on(delivered(1)))
                .isEqualTo(AcknowledgeType.ACCEPT);
        assertThat(kafka.committed(failures)).isEmpty();
    }
}
