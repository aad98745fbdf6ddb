package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterRequest;
import dev.gregor.messaging.letter.audit.AuditEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What is to be committed together. */
final class Transaction {

    private static final int LARGE = 1_000;
    private static final long LARGE_BYTES = 1 << 20;

    /** A message that the handler of an event has published. */
    record Published(Place cause, ProducerRecord<byte[], byte[]> record) {}

    /** A new dead letter of a lane, and its entry there, if it holds others up. */
    record Letter(
            Place place,
            ProducerRecord<byte[], byte[]> record,
            @Nullable ParkedLetter parked,
            Lane lane) {}

    final List<Published> published = new ArrayList<>();
    final List<Letter> letters = new ArrayList<>();
    final Set<ParkedLetter> changed = new HashSet<>();
    final List<DeadLetter> removed = new ArrayList<>();
    final List<AuditEntry> audited = new ArrayList<>();
    final Set<LetterRequest> finished = new LinkedHashSet<>();
    final Set<PartitionWork> works = new HashSet<>();
    private final long beginNanos = System.nanoTime();
    private long bytes;

    void handled(PartitionWork work, Place place, List<ProducerRecord<byte[], byte[]>> records) {
        works.add(work);
        for (ProducerRecord<byte[], byte[]> each : records) {
            published.add(new Published(place, each));
            add(each);
        }
    }

    void add(Letter letter) {
        letters.add(letter);
        add(letter.record());
    }

    private void add(ProducerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        bytes += value == null ? 0 : value.length;
    }

    /** An edit is done with the outcome: whatever is asked for next finds the letter with another value, or not at all. */
    void finishEdit(ParkedLetter letter) {
        LetterRequest edit = letter.takeEdit();
        if (edit != null) {
            finished.add(edit);
        }
    }

    /** Those of partitions that are closed count no more. */
    Map<TopicPartition, OffsetAndMetadata> offsets() {
        return works.stream()
                .filter(each -> !each.isClosed())
                .collect(Collectors.toMap(each -> each.partition, each -> each.progress.committable()));
    }

    int size() {
        return published.size() + letters.size() + changed.size() + removed.size();
    }

    /** Whether to commit before there is more: it has to be written within {@code transaction.timeout.ms}, by a slow cluster as well. */
    boolean isLarge() {
        return size() >= LARGE || bytes >= LARGE_BYTES;
    }

    boolean isEmpty() {
        return works.isEmpty() && finished.isEmpty();
    }

    /** Whether handlers have led to nothing else, and nobody has asked for anything. */
    boolean isProgressAlone() {
        return size() == 0 && audited.isEmpty() && finished.isEmpty();
    }

    long ageNanos() {
        return System.nanoTime() - beginNanos;
    }
}
