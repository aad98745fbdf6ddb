package dev.gregor.messaging.subscribe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.subscribe.progress.Progress;
import dev.gregor.messaging.subscribe.progress.SeenIds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TransactionTest {

    private final PartitionWork work =
            new PartitionWork(new TopicPartition("topic", 0), Progress.from(0), new SeenIds(0), true);
    private final Transaction transaction = new Transaction();

    private void handled(int records, int bytes) {
        transaction.handled(
                work,
                new Place("topic", 0, 0),
                Collections.nCopies(records, new ProducerRecord<>("out", new byte[bytes])));
    }

    @Test
    void isLargeWithManyRecords() {
        handled(999, 1);
        assertThat(transaction.isLarge()).isFalse();
        handled(1, 1);
        assertThat(transaction.isLarge()).isTrue();
    }

    @Test
    void isLargeWithAMebibyte() {
        handled(1, (1 << 20) - 1);
        assertThat(transaction.isLarge()).isFalse();
        handled(1, 1);
        assertThat(transaction.isLarge()).isTrue();
    }

    @Test
    void whatIsDoneStaysUntilItIsWanted() throws Exception {
        Workers workers = new Workers("some", 1);
        try {
            Lane lane = new Lane(work, "a");
            Run run = Run.ofLetter(lane, () -> new Outcome.Done(List.of()));
            workers.add(run);
            List<Run> done = new ArrayList<>();
            workers.takeDone(done::add, () -> false);
            run.get();
            workers.takeDone(done::add, () -> false);
            assertThat(done).isEmpty();
            assertThat(workers.areIdle()).isFalse();
            workers.takeDone(done::add, () -> true);
            assertThat(done).containsExactly(run);
            assertThat(workers.areIdle()).isTrue();
        } finally {
            workers.close();
        }
    }
}
