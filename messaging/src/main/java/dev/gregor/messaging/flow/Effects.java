package dev.gregor.messaging.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.AvroCodec;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.flow.Item.Origin;
import dev.gregor.messaging.letter.LetterHeaders;
import dev.gregor.messaging.subscribe.run.Received;
import dev.gregor.streams.thread.RefusedSend;
import dev.gregor.topic.Topics;
import dev.gregor.write.deadletter.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a record leads to. All of it is computed before any of it is done.
 *
 * @param parts what the processors of the flow share
 * @param step the name of the step that it has come to; empty where it is read first
 * @param origin what the record comes from
 * @param refused what brokers refused of it before
 */
record Effects(
        FlowParts parts,
        String step,
        Origin origin,
        List<RefusedSend> refused,
        List<Record<FlowTarget, byte[]>> records,
        List<Runnable> writes) {

    private static final Logger LOG = LoggerFactory.getLogger(Effects.class);

    Effects(FlowParts parts, String step, Origin origin, List<RefusedSend> refused) {
        this(parts, step, origin, refused, new ArrayList<>(), new ArrayList<>());
    }

    AvroCodec codec() {
        return parts.settings().messaging().codec();
    }

    void run(List<Step> steps, Item item) {
        steps.forEach(each -> each.apply(item, this));
    }

    /** Publishes a message, under an id that is the same whenever it is made again. */
    void publish(String topic, Item item) {
        MessageMetadata cause = item.message().metadata();
        String name = String.join(
                "\n",
                parts.flow().name(),
                step,
                cause.source(),
                cause.id(),
                item.origin().part(),
                String.valueOf(records.size()));
        OutgoingMessage message = OutgoingMessage.of(
                        topic, cause.key(), item.message().data())
                .withId(UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString());
        add(parts.encoder().encode(message, cause.context()), null);
    }

    private void add(ProducerRecord<byte[], byte[]> record, @Nullable Integer partition) {
        records.add(new Record<>(
                new FlowTarget(record.topic(), "", partition, record.key()),
                record.value(),
                record.timestamp(),
                record.headers()));
    }

    /** Sends a message where the state of its key is. */
    void carry(Step.Keyed to, String key, Item item) {
        Origin part = new Origin(origin.record(), origin.part() + '/' + records.size());
        byte[] data = codec().encode(parts.subject(to.name()), item.message().data());
        records.add(new Record<>(
                new FlowTarget("", to.name(), null, key.getBytes(UTF_8)),
                new Carried(data, item.message().metadata(), part).encode(),
                Math.max(0, origin.record().timestamp()),
                new RecordHeaders()));
    }

    void write(Runnable write) {
        writes.add(write);
    }

    /** Does what functions of the user take part in. What the cluster and the stores throw is not the fault of what is handled. */
    static void attempt(Runnable work, Consumer<Throwable> failed) {
        try {
            work.run();
        } catch (TransientException | StreamsException | InterruptException notOfTheRecord) {
            throw notOfTheRecord;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            failed.accept(DeadLetters.printable(e));
        }
    }

    /** Computes what a record leads to. */
    void compute(Runnable work) {
        attempt(
                () -> {
                    work.run();
                    if (!refused.isEmpty() && !hasLetters()) {
                        letter(refused.get(0).reason());
                    }
                },
                this::letter);
    }

    /** Passes on a window that is closed. A failure makes a dead letter of that window alone, which has its state. */
    void window(String id, String key, byte[] state, Runnable passOn) {
        int before = records.size();
        attempt(
                () -> {
                    passOn.run();
                    requireTaken(records.subList(before, records.size()));
                },
                reason -> {
                    records.subList(before, records.size()).clear();
                    letter(
                            windowRecord(id, key, state),
                            new PermanentException("The closed " + id + " cannot be passed on: " + reason, reason));
                });
    }

    private void requireTaken(List<Record<FlowTarget, byte[]>> sent) {
        for (RefusedSend each : refused) {
            if (sent.stream()
                    .anyMatch(record ->
                            each.topic().equals(topic(record.key())) && each.bytes() == record.value().length)) {
                throw new PermanentException("Topic '%s' does not take it".formatted(each.topic()), each.reason());
            }
        }
    }

    private String topic(FlowTarget target) {
        return target.isTopic() ? target.topic() : parts.repartitionTopic(target.step());
    }

    /** It is no message of the topic, so that it cannot be published there again. */
    private ConsumerRecord<byte[], byte[]> windowRecord(String id, String key, byte[] state) {
        Headers headers = new RecordHeaders()
                .add(MessageHeaders.ID, id.getBytes(UTF_8))
                .add(MessageHeaders.LEFT_OUT, "messages of the window".getBytes(UTF_8));
        return Carried.record(origin.place(), origin.record().timestamp(), key.getBytes(UTF_8), state, headers);
    }

    /** The dead letter of the record, and nothing else. */
    private void letter(Throwable reason) {
        records.clear();
        writes.clear();
        letter(origin.record(), reason);
    }

    /** A letter that was refused, too, goes without what it is of. */
    private void letter(ConsumerRecord<byte[], byte[]> of, Throwable reason) {
        LOG.warn(
                "Flow {} could not handle {}; it is a dead letter", parts.flow().name(), origin.place(), reason);
        boolean whole = refused.stream().noneMatch(each -> each.topic().equals(letters()));
        ProducerRecord<byte[], byte[]> letter =
                parts.letters().record(new Received(of, origin.place()), reason, 1, whole);
        letter.headers().add(LetterHeaders.FLOW, "true".getBytes(UTF_8));
        add(letter, letter.partition());
    }

    private boolean hasLetters() {
        return records.stream().anyMatch(each -> each.key().topic().equals(letters()));
    }

    private String letters() {
        return Topics.deadLetters(origin.record().topic());
    }

    void perform(ProcessorContext<FlowTarget, byte[]> context) {
        writes.forEach(Runnable::run);
        records.forEach(context::forward);
    }
}
