package dev.gregor.messaging.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.envelope.ReplyTo;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a call of a handler publishes. */
final class CollectedMessages implements Outgoing {

    private final MessageEncoder encoder;
    private final MessageMetadata cause;
    private final String subscription;
    private final boolean dryRun;
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();

    CollectedMessages(MessageEncoder encoder, MessageMetadata cause, String subscription, boolean dryRun) {
        this.encoder = encoder;
        this.cause = cause;
        this.subscription = subscription;
        this.dryRun = dryRun;
    }

    @Override
    public void publish(String topic, String key, SpecificRecord event) {
        publish(OutgoingMessage.of(topic, key, event).withId(nextId()));
    }

    @Override
    public void publish(OutgoingMessage message) {
        records.add(encoder.encode(message, cause.context()));
    }

    @Override
    public void reply(SpecificRecord reply) {
        ReplyTo.of(cause).ifPresent(to -> publish(to.topic(), to.key(), reply));
    }

    @Override
    public boolean isDryRun() {
        return dryRun;
    }

    private String nextId() {
        String name = String.join("\n", subscription, cause.source(), cause.id(), String.valueOf(records.size()));
        return UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString();
    }

    List<ProducerRecord<byte[], byte[]>> records() {
        return records;
    }
}
