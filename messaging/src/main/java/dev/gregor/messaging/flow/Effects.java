package dev.gregor.messaging.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.avro.AvroCodec;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.flow.Item.Origin;
import dev.gregor.messaging.letter.LetterHeaders;
import dev.gregor.messaging.subscribe.run.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * What a record leads to. All of it is computed before any of it is done.
 *
 * @param parts what the processors of the flow share
 * @param step the name of the step that it has come to; empty where it is read first
 */
record Effects(FlowParts parts, String step, List<Record<FlowTarget, byte[]>> records, List<Runnable> writes) {

    Effects(FlowParts parts, String step) {
        this(parts, step, new ArrayList<>(), new ArrayList<>());
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
        Origin origin = item.origin();
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

    /** The dead letter of a record, and nothing else. */
    void letter(Origin origin, Throwable reason, boolean whole) {
        records.clear();
        writes.clear();
        ProducerRecord<byte[], byte[]> letter =
                parts.letters().record(new Received(origin.record(), origin.place()), reason, 1, whole);
        letter.headers().add(LetterHeaders.FLOW, "true".getBytes(UTF_8));
        add(letter, letter.partition());
    }

    void perform(ProcessorContext<FlowTarget, byte[]> context) {
        writes.forEach(Runnable::run);
        records.forEach(context::forward);
    }
}
