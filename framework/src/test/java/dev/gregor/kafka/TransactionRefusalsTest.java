package dev.gregor.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class TransactionRefusalsTest {

    private final TransactionRefusals refusals = new TransactionRefusals();
    private final List<String> refused = new ArrayList<>();

    private void fails(String name, String topic, Exception failure) {
        refusals.watch(topic, given -> {
                    assertThat(given).isSameAs(failure);
                    refused.add(name);
                })
                .onCompletion(null, failure);
    }

    private static MockProducer<byte[], byte[]> inTransaction() {
        MockProducer<byte[], byte[]> producer = new MockProducer<>();
        producer.initTransactions();
        producer.beginTransaction();
        return producer;
    }

    @Test
    void abortsWhatHasFailed() {
        MockProducer<byte[], byte[]> producer = inTransaction();
        TransactionRefusals.abort(producer, new KafkaException("failed"));
        assertThat(producer.transactionAborted()).isTrue();
    }

    @Test
    void whatCannotBeAbortedFailsAsBefore() {
        KafkaException failure = new KafkaException("failed");
        MockProducer<byte[], byte[]> producer = inTransaction();
        producer.abortTransactionException = new KafkaException("fenced");
        assertThatThrownBy(() -> TransactionRefusals.abort(producer, failure))
                .isSameAs(failure)
                .satisfies(each -> assertThat(each.getSuppressed())
                        .containsExactly(requireNonNull(producer.abortTransactionException)));
    }

    @Test
    void whatTimesOutIsNotAborted() {
        TimeoutException failure = new TimeoutException("late");
        MockProducer<byte[], byte[]> producer = inTransaction();
        assertThatThrownBy(() -> TransactionRefusals.abort(producer, failure)).isSameAs(failure);
        assertThat(producer.transactionAborted()).isFalse();
    }

    @Test
    void aTopicThatMayNotBeWrittenIsTheMatterOfItsRecords() {
        var notWritable = new TopicAuthorizationException(Set.of("no", "neither"));
        fails("first", "yes", notWritable);
        fails("second", "no", notWritable);
        fails("third", "yes", notWritable);
        fails("fourth", "neither", notWritable);
        fails("fifth", "no", notWritable);
        assertThat(refused).containsExactly("second", "fourth", "fifth");
    }

    @Test
    void whatARecordIsRefusedForIsTheMatterOfTheFirstThatFailsSo() {
        var tooLarge = new RecordTooLargeException("large");
        fails("first", "out", tooLarge);
        fails("second", "out", tooLarge);
        fails("third", "other", tooLarge);
        assertThat(refused).containsExactly("first");
    }

    @Test
    void aRecordOfWhichNobodyNeedsToKnowIsTheFirstAllTheSame() {
        var tooLarge = new RecordTooLargeException("large");
        refusals.watch("log").onCompletion(null, tooLarge);
        fails("second", "out", tooLarge);
        assertThat(refused).isEmpty();
    }

    @Test
    void othersOfABatchWithAnInvalidRecordAreNotRefused() {
        fails("first", "out", new KafkaException("it was part of a batch which had one more more invalid records"));
        fails("second", "out", new InvalidRecordException("a record without a key"));
        assertThat(refused).containsExactly("second");
    }

    @Test
    void whatIsTakenOrMayBeTakenNextTimeIsNotRefused() {
        refusals.watch("out", failure -> refused.add("taken")).onCompletion(null, null);
        fails("late", "out", new TimeoutException("later"));
        assertThat(refused).isEmpty();
    }
}
