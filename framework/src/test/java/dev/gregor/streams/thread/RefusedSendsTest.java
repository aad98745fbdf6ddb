package dev.gregor.streams.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class RefusedSendsTest {

    private static final RecordTooLargeException TOO_LARGE = new RecordTooLargeException("large");

    private final RefusedSends sends = new RefusedSends();
    private final List<String> told = new ArrayList<>();
    private final List<Exception> calledBack = new ArrayList<>();

    private Callback sent(String work) {
        List<Callback> callbacks = new ArrayList<>();
        sends.during(() -> callbacks.add(sent()), refused -> told.add(work));
        return callbacks.get(0);
    }

    private Callback sent() {
        return sends.watch(new ProducerRecord<>("out", new byte[0]), (metadata, failure) -> calledBack.add(failure));
    }

    @Test
    void tellsOfTheRecordThatWasRefusedAndNotOfThoseThatFailWithIt() {
        Callback first = sent("first");
        Callback second = sent("second");
        assertThat(sends.areKnown(TOO_LARGE)).isFalse();
        second.onCompletion(null, TOO_LARGE);
        first.onCompletion(null, TOO_LARGE);
        assertThat(told).containsExactly("second");
        assertThat(calledBack).hasSize(2);
        assertThat(sends.areKnown(TOO_LARGE)).isTrue();
    }

    @Test
    void aRecordOfNoWorkMayBeTheOneThatWasRefused() {
        Callback first = sent();
        Callback second = sent("second");
        first.onCompletion(null, TOO_LARGE);
        second.onCompletion(null, TOO_LARGE);
        assertThat(told).isEmpty();
        assertThat(sends.areKnown(TOO_LARGE)).isFalse();
    }

    @Test
    void eachTransactionHasARefusalOfItsOwn() {
        sent().onCompletion(null, TOO_LARGE);
        Callback late = sent("late");
        sends.onTransactionEnd();
        late.onCompletion(null, TOO_LARGE);
        sent("next").onCompletion(null, TOO_LARGE);
        assertThat(told).containsExactly("next");
    }

    @Test
    void topicsThatMayNotBeWrittenAreKnownIfTheyArePassedOver() {
        var refused = new TopicAuthorizationException(Set.of("out"));
        assertThat(sends.areKnown(refused)).isFalse();
        sends.passingOver(Set.of("out")::containsAll);
        assertThat(sends.areKnown(refused)).isTrue();
        assertThat(sends.areKnown(new TopicAuthorizationException(Set.of("other"))))
                .isFalse();
    }
}
