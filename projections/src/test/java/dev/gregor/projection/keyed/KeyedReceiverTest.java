package dev.gregor.projection.keyed;

import static dev.gregor.projection.keyed.KeyedReceiver.Order.AGAIN;
import static dev.gregor.projection.keyed.KeyedReceiver.Order.NEXT;
import static dev.gregor.projection.keyed.KeyedReceiver.Order.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.position.Position;
import dev.gregor.projection.task.Flaws;
import dev.gregor.projection.task.MemoryStore;
import dev.gregor.projection.task.PositionStore;
import dev.gregor.projection.task.RecordLimit;
import dev.gregor.projection.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Which records from the first stage are next in the second, whatever is read or sent again. */
final class KeyedReceiverTest {

    private static final int FROM = 3;
    private static final int ROWS = 1;

    private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    private final KeyValueStore<Bytes, byte[]> sentStore = MemoryStore.open("sent", context);
    private final KeyValueStore<Bytes, byte[]> receivedStore = MemoryStore.open("received", context);
    private KeyedSender sender = sender();
    private KeyedReceiver receiver = receiver();

    private KeyedSender sender() {
        return new KeyedSender(new PositionStore(sentStore), context::forward);
    }

    private KeyedReceiver receiver() {
        return receiver(receivedStore);
    }

    private KeyedReceiver receiver(KeyValueStore<Bytes, byte[]> store) {
        RecordLimit limit = new RecordLimit(Integer.MAX_VALUE);
        Task task = new Task("rows", "task", context, new PositionStore(store), new Flaws("build"), limit, () -> 0);
        return new KeyedReceiver(task, record -> {});
    }

    private List<KeyedEvent.SentNumber> receive(int records) {
        List<KeyedEvent.SentNumber> received = new ArrayList<>();
        for (KeyedEvent.SentNumber sent : send(records)) {
            assertThat(receiver.order(FROM, sent)).isEqualTo(NEXT);
            receiver.receive(FROM, sent);
            received.add(sent);
        }
        return received;
    }

    private List<KeyedEvent.SentNumber> send(int records) {
        return IntStream.range(0, records).mapToObj(each -> sender.next(ROWS)).toList();
    }

    @Test
    void whatIsReadAgainIsPassedOver() {
        List<KeyedEvent.SentNumber> received = receive(3);
        assertThat(received)
                .allSatisfy(each -> assertThat(receiver.order(FROM, each)).isEqualTo(AGAIN));
        receive(1);
    }

    @Test
    void whatAnEarlierStartHasSentIsPassedOverAfterRestartsOfBoth() {
        List<KeyedEvent.SentNumber> received = new ArrayList<>(receive(2));
        for (int restart = 0; restart < 7; restart++) {
            sender = sender();
            receiver = receiver();
            received.addAll(receive(2));
        }
        receiver = receiver();
        assertThat(received)
                .allSatisfy(each -> assertThat(receiver.order(FROM, each)).isEqualTo(AGAIN));
        receive(1);
    }

    @Test
    void aRecordThatIsMissingIsNoticedInTheSameStart() {
        receive(2);
        send(1);
        assertThat(receiver.order(FROM, sender.next(ROWS))).isEqualTo(WRONG);
    }

    @Test
    void aRecordThatIsMissingIsNoticedByTheNextStart() {
        receive(2);
        send(1);
        sender = sender();
        assertThat(receiver.order(FROM, sender.next(ROWS))).isEqualTo(WRONG);
    }

    @Test
    void aSenderThatHasForgottenWhatItHasSentIsNoticed() {
        receive(2);
        try (var kept = sentStore.all()) {
            kept.forEachRemaining(each -> sentStore.delete(each.key));
        }
        sender = sender();
        assertThat(send(4))
                .allSatisfy(each -> assertThat(receiver.order(FROM, each)).isEqualTo(WRONG));
    }

    @Test
    void aReceiverThatHasForgottenWhatItHasReceivedIsNoticed() {
        receive(2);
        receiver = receiver(MemoryStore.open("empty", new MockProcessorContext<>()));
        assertThat(receiver.order(FROM, sender.next(ROWS))).isEqualTo(WRONG);
    }

    @Test
    void partitionsOfRowsAndOfEventsAreNumberedByThemselves() {
        receive(2);
        assertThat(sender.next(ROWS + 1).number()).isEqualTo(1);
        assertThat(receiver.last(FROM + 1).number()).isZero();
        receive(1);
    }

    @Test
    void numbersAreNoPositions() {
        receive(2);
        new PositionStore(sentStore).advance(new Position("bank-account", 0, 17));
        assertThat(new PositionStore(sentStore).all()).containsExactly(new Position("bank-account", 0, 17));
        assertThat(new PositionStore(receivedStore).all()).isEmpty();
    }
}
