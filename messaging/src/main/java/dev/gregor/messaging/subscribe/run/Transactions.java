package dev.gregor.messaging.subscribe.run;

import static java.util.Objects.requireNonNull;

import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.SendRefusal;
import dev.gregor.kafka.TransactionRefusals;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.LetterLog;
import dev.gregor.messaging.publish.ProducerSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Commits. The group fences an instance that has lost its partitions; a producer that has failed is made anew under the same id,
 * which ends what it has left open.
 */
final class Transactions {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    /** The records of one transaction on their way. */
    private record Sending(KafkaProducer<byte[], byte[]> producer, TransactionRefusals refusals) {

        Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            return producer.send(record, refusals.watch(record.topic()));
        }

        Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Consumer<Exception> refused) {
            return producer.send(record, refusals.watch(record.topic(), refused));
        }
    }

    private final Map<String, Object> config;
    private final @Nullable LetterLog log;
    private final Map<Place, Throwable> refused = new ConcurrentHashMap<>();
    private final Set<Place> refusedLetters = ConcurrentHashMap.newKeySet();
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    Transactions(MessagingSettings settings, String group, @Nullable LetterLog log) {
        this.config = ProducerSettings.transactional(settings, group + '-' + UUID.randomUUID());
        this.log = log;
    }

    /** Why what the handler of an event has published was refused, if it was. */
    @Nullable
    Throwable refusal(Place place) {
        return refused.isEmpty() ? null : refused.get(place);
    }

    /** Whether the dead letter of an event was refused for what it is, as one that is too large. */
    boolean isLetterRefused(Place place) {
        return refusedLetters.contains(place);
    }

    /** Whoever handles the events of these partitions next finds out anew what is refused. */
    void forget(Collection<TopicPartition> partitions) {
        refused.keySet().removeIf(each -> isOf(each, partitions));
        refusedLetters.removeIf(each -> isOf(each, partitions));
    }

    private static boolean isOf(Place place, Collection<TopicPartition> partitions) {
        return partitions.contains(new TopicPartition(place.topic(), place.partition()));
    }

    /** Ends what may be open. */
    void begin() {
        close(Duration.ZERO);
        KafkaProducer<byte[], byte[]> opened = KafkaClients.producer(config);
        producer = opened;
        opened.initTransactions();
    }

    /**
     * Commits everything or nothing.
     *
     * @throws org.apache.kafka.clients.consumer.CommitFailedException if the group does not take offsets now; nothing is committed then
     * @throws KafkaException if it is not known to be committed; everything has to be read anew then
     */
    void commit(Transaction transaction, ConsumerGroupMetadata group) {
        KafkaProducer<byte[], byte[]> open = requireNonNull(producer);
        Sending sending = new Sending(open, new TransactionRefusals());
        try {
            open.beginTransaction();
            transaction.published.forEach(
                    each -> sending.send(each.record(), failure -> refused.put(each.cause(), failure)));
            Map<ParkedLetter, Future<RecordMetadata>> logged = writeLetters(sending, transaction);
            open.sendOffsetsToTransaction(transaction.offsets(), group);
            open.commitTransaction();
            for (Map.Entry<ParkedLetter, Future<RecordMetadata>> each : logged.entrySet()) {
                each.getKey().committedAt(each.getValue().get().offset());
            }
            transaction.published.forEach(each -> refused.remove(each.cause()));
            transaction.letters.forEach(each -> {
                refused.remove(each.place());
                refusedLetters.remove(each.place());
            });
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted", e);
        } catch (IllegalStateException e) {
            throw new KafkaException(e);
        }
    }

    /** Ends what has failed, so that the same can be tried again. */
    void abort() {
        requireNonNull(producer).abortTransaction();
    }

    /** The entries in the log of letters name the places of new letters, which are known once these are written. */
    private Map<ParkedLetter, Future<RecordMetadata>> writeLetters(Sending sending, Transaction transaction)
            throws ExecutionException, InterruptedException {
        Map<ParkedLetter, Future<RecordMetadata>> logged = new HashMap<>();
        Map<ParkedLetter, Future<RecordMetadata>> written = new HashMap<>();
        for (Transaction.Letter each : transaction.letters) {
            Future<RecordMetadata> letter =
                    sending.send(each.record(), failure -> letterIsRefused(each.place(), failure));
            if (each.parked() != null) {
                written.put(each.parked(), letter);
            }
        }
        if (log == null) {
            return logged;
        }
        // First, so that whoever finds a letter gone knows already that its edit is done.
        transaction.finished.forEach(each -> sending.send(log.removal(each)));
        if (!written.isEmpty()) {
            sending.producer().flush();
        }
        for (Map.Entry<ParkedLetter, Future<RecordMetadata>> each : written.entrySet()) {
            ParkedLetter parked = each.getKey();
            parked.change(parked.letter().writtenAt(each.getValue().get().offset()));
            logged.put(parked, sending.send(log.record(parked.letter())));
        }
        transaction.changed.forEach(each -> logged.put(each, sending.send(log.record(each.letter()))));
        transaction.removed.forEach(each -> sending.send(log.removal(each)));
        transaction.audited.forEach(each -> sending.send(log.audit().record(each)));
        return logged;
    }

    /** One whose topic may not be written waits until it may. */
    private void letterIsRefused(Place place, Exception failure) {
        if (SendRefusal.isOfRecord(failure)) {
            refusedLetters.add(place);
        }
    }

    void close() {
        close(CLOSE_LIMIT);
    }

    private void close(Duration limit) {
        KafkaProducer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(limit);
        }
    }
}
