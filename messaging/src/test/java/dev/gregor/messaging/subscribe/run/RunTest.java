package dev.gregor.messaging.subscribe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.messaging.subscribe.progress.Progress;
import dev.gregor.messaging.subscribe.progress.SeenIds;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RunTest {

    private final Lane lane =
            new Lane(new PartitionWork(new TopicPartition("topic", 0), Progress.from(0), new SeenIds(0), true), "a");

    @Test
    void anExceptionIsTheFailureOfTheRecordThatHasThrownIt() {
        List<Received> records = IntStream.range(0, 3)
                .mapToObj(i -> Received.of(new ConsumerRecord<>("topic", 0, i, new byte[0], new byte[0])))
                .toList();
        StackOverflowError thrown = new StackOverflowError();
        Run run = Run.of(lane, records, event -> {
            if (event.place().offset() == 1) {
                throw thrown;
            }
            return new Outcome.Done(List.of());
        });
        run.run();
        assertThat(run.outcomes()).containsExactly(new Outcome.Done(List.of()), new Outcome.Failed(thrown, false));
    }

    @Test
    void anExceptionIsTheFailureOfALetter() {
        IllegalStateException thrown = new IllegalStateException("cannot be read");
        Run run = Run.ofLetter(lane, () -> {
            throw thrown;
        });
        run.run();
        assertThat(run.outcomes()).containsExactly(new Outcome.Failed(thrown, false));
    }
}
