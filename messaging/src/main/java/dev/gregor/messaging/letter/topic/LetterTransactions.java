package dev.gregor.messaging.letter.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.AdminCalls;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.TransactionRefusals;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.LetterHeaders;
import dev.gregor.messaging.letter.LetterLog;
import dev.gregor.messaging.letter.audit.AuditEntry;
import dev.gregor.messaging.letter.audit.AuditEntry.Action;
import dev.gregor.messaging.letter.audit.AuditEntry.Outcome;
import dev.gregor.messaging.letter.topic.Redriven.Skipped;
import dev.gregor.messaging.publish.ProducerSettings;
import dev.gregor.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes letters of a topic again, or discards them, and notes in the same transaction that this is done. All instances do so under one
 * transactional id, so that one that begins ends what another has left open, and knows what that has done.
 */
final class LetterTransactions {

    private static final String COMMANDS = ".commands";
    private static final int MAX_SKIPPED = 100;

    /** As many as a transaction has. */
    private static final int BATCH = 500;

    private final MessagingSettings settings;
    private final Admin admin;
    private final LetterLog log;
    private final TopicReader reader;

    LetterTransactions(TopicReader reader, LetterLog log) {
        this.settings = reader.settings();
        this.admin = reader.admin();
        this.reader = reader;
        this.log = log;
    }

    /** What the ids of the transactions of an application begin with, the name of the topic of the letters being the rest. */
    static String ids(String app) {
        return "gregor-%s-letters-".formatted(app);
    }

    /** What is to be done with a letter: what is published and noted, or why nothing is. */
    private record Step(
            TopicLetter letter,
            @Nullable ProducerRecord<byte[], byte[]> record,
            Optional<String> obstacle,
            @Nullable AuditEntry audit) {}

    private static final class Done {
        private final String notes;
        private final List<Skipped> skipped = new ArrayList<>();
        private int number;

        private Done(String notes) {
            this.notes = notes;
        }

        private void skip(TopicLetter letter, String why) {
            if (skipped.size() < MAX_SKIPPED) {
                skipped.add(new Skipped(letter.id(), why));
            }
        }
    }

    /** What is known of a letter, and whether its topic may be written. */
    TopicLetter letter(ConsumerRecord<byte[], byte[]> record) {
        TopicLetter letter = new LetterForm(record).letter();
        return letter.obstacle().isPresent() || !isRefused(letter.origin().topic())
                ? letter
                : letter.with("Topic '%s' has one writer only, which a redriven record is not of"
                        .formatted(letter.origin().topic()));
    }

    private boolean isRefused(String topic) {
        return topic.startsWith(settings.topics().prefix() + "gregor.")
                || topic.startsWith("gregor.")
                || topic.startsWith("__")
                || Topics.hasOneWriter(topic);
    }

    synchronized Redriven redrive(String topic, Supplier<List<ConsumerRecord<byte[], byte[]>>> records, String by) {
        Map<String, Optional<Integer>> partitions = new HashMap<>();
        return apply(topic, records, record -> {
            TopicLetter letter = letter(record);
            String origin = letter.origin().topic();
            if (letter.obstacle().isPresent()) {
                return new Step(letter, null, letter.obstacle(), null);
            }
            Optional<Integer> known = partitions.computeIfAbsent(origin, this::partitions);
            return known.isEmpty()
                    ? new Step(letter, null, Optional.of("There is no topic '%s'".formatted(origin)), null)
                    : new Step(
                            letter,
                            redriven(letter, record, known.get()),
                            Optional.empty(),
                            AuditEntry.now(Action.REDRIVE, by, letter.id(), Outcome.PUBLISHED, "In topic " + origin));
        });
    }

    synchronized Redriven discard(
            String topic, Supplier<List<ConsumerRecord<byte[], byte[]>>> records, String reason, String by) {
        return apply(topic, records, record -> {
            TopicLetter letter = letter(record);
            AuditEntry done = AuditEntry.now(Action.DISCARD, by, letter.id(), Outcome.DISCARDED, "");
            return new Step(letter, null, Optional.empty(), done.of("", reason));
        });
    }

    private Optional<Integer> partitions(String topic) {
        return AdminCalls.describe(admin, topic).map(found -> found.partitions().size());
    }

    /** Commands go where the write side looks for them, and nobody waits for their outcome any more. */
    private static ProducerRecord<byte[], byte[]> redriven(
            TopicLetter letter, ConsumerRecord<byte[], byte[]> record, int partitions) {
        Place origin = letter.origin();
        boolean byKey = origin.topic().endsWith(COMMANDS) || origin.partition() < 0 || origin.partition() >= partitions;
        LetterForm form = new LetterForm(record);
        ProducerRecord<byte[], byte[]> redriven = new ProducerRecord<>(
                origin.topic(), byKey ? null : origin.partition(), record.key(), record.value(), form.original());
        form.flow().ifPresent(flow -> redriven.headers().add(LetterHeaders.REDRIVEN, flow.getBytes(UTF_8)));
        if (origin.topic().endsWith(COMMANDS)) {
            redriven.headers().remove(MessageHeaders.REPLY_TO);
        }
        return redriven;
    }

    private Redriven apply(
            String topic,
            Supplier<List<ConsumerRecord<byte[], byte[]>>> records,
            Function<ConsumerRecord<byte[], byte[]>, Step> steps) {
        String id = ids(settings.app()) + topic;
        try (KafkaProducer<byte[], byte[]> producer =
                KafkaClients.producer(ProducerSettings.transactional(settings, id))) {
            producer.initTransactions();
            log.catchUp();
            Done done = new Done(reader.notes(topic));
            List<Step> batch = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : records.get()) {
                Step step = steps.apply(record);
                step.obstacle().ifPresentOrElse(why -> done.skip(step.letter(), why), () -> batch.add(step));
                if (batch.size() == BATCH) {
                    commit(producer, batch, done);
                    batch.clear();
                }
            }
            commit(producer, batch, done);
            forgetExpired(producer, topic, done.notes);
            log.catchUp();
            return new Redriven(done.number, done.skipped);
        } catch (KafkaException e) {
            throw new TransientException("Letters of topic %s: %s; ask again".formatted(topic, e), e);
        }
    }

    /** What the retention of the topic has removed needs no note any more. */
    private void forgetExpired(KafkaProducer<byte[], byte[]> producer, String topic, String notes) {
        Map<Integer, Long> begins = reader.begins(topic);
        List<String> expired = log.doneOf(notes).stream()
                .filter(id -> isExpired(id.substring(notes.length() + 1).split("/"), begins))
                .toList();
        if (!expired.isEmpty()) {
            producer.beginTransaction();
            expired.forEach(id -> producer.send(log.doneRemoval(id)));
            producer.commitTransaction();
        }
    }

    private static boolean isExpired(String[] place, Map<Integer, Long> begins) {
        return Long.parseLong(place[1]) < begins.getOrDefault(Integer.valueOf(place[0]), 0L);
    }

    /** What brokers refuse is the fault of one letter, which is found by trying each alone. */
    private void commit(KafkaProducer<byte[], byte[]> producer, List<Step> batch, Done done) {
        if (batch.isEmpty()) {
            return;
        }
        Queue<Exception> refused = new ConcurrentLinkedQueue<>();
        TransactionRefusals refusals = new TransactionRefusals();
        producer.beginTransaction();
        try {
            batch.forEach(step -> {
                if (step.record() != null) {
                    producer.send(step.record(), refusals.watch(step.record().topic(), refused::add));
                }
                notes(step, done).forEach(note -> producer.send(note, refusals.watch(note.topic())));
            });
            producer.commitTransaction();
            done.number += batch.size();
        } catch (KafkaException e) {
            TransactionRefusals.abort(producer, e);
            Exception refusal = refused.peek();
            if (refusal == null) {
                throw e;
            }
            if (batch.size() == 1) {
                done.skip(batch.get(0).letter(), "The brokers refuse it: " + refusal);
            } else {
                batch.forEach(step -> commit(producer, List.of(step), done));
            }
        }
    }

    private List<ProducerRecord<byte[], byte[]>> notes(Step step, Done done) {
        ProducerRecord<byte[], byte[]> note =
                log.done(TopicReader.note(done.notes, step.letter().place()));
        return step.audit() == null ? List.of(note) : List.of(note, log.audit().record(step.audit()));
    }
}
