package dev.gregor.messaging.subscribe;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.CloudEventForm;
import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.subscribe.run.Outcome;
import dev.gregor.messaging.subscribe.run.Received;
import dev.gregor.write.deadletter.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Handles a record: read, route, call. Thread-safe. */
final class Handling {

    private final MessagingSettings settings;
    private final MessageEncoder encoder;
    private final Subscriber subscriber;

    Handling(MessagingSettings settings, Subscriber subscriber) {
        this.settings = settings;
        this.encoder = new MessageEncoder(settings);
        this.subscriber = subscriber;
    }

    Outcome handle(Received received) {
        if (isTombstone(received)) {
            return new Outcome.Done(List.of());
        }
        try {
            List<ProducerRecord<byte[], byte[]>> outgoing = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> event : CloudEventForm.binary(subscriber.typed(received.record()))) {
                Outcome outcome = handle(event, MessageMetadata.of(event, received.place()));
                if (!(outcome instanceof Outcome.Done done)) {
                    return outcome;
                }
                outgoing.addAll(done.published());
            }
            return new Outcome.Done(outgoing);
        } catch (PermanentException unreadable) {
            return new Outcome.Failed(unreadable, true);
        }
    }

    /** Compacted topics have them for keys that are gone; they say nothing of a type. */
    private static boolean isTombstone(Received received) {
        return received.record().value() == null && received.record().headers().lastHeader(MessageHeaders.TYPE) == null;
    }

    private Outcome handle(ConsumerRecord<byte[], byte[]> event, MessageMetadata metadata) {
        List<Route<?>> routes = subscriber.routes.getOrDefault(metadata.type(), List.of());
        if (routes.isEmpty()) {
            return new Outcome.Done(List.of());
        }
        List<Route.Call> calls = new ArrayList<>();
        try {
            routes.forEach(each -> calls.add(each.decode(settings.codec(), metadata, event.value())));
        } catch (TransientException e) {
            return new Outcome.Down(e);
        }
        CollectedMessages outgoing = new CollectedMessages(encoder, metadata, subscriber.name);
        return metadata.context().call(() -> call(calls, outgoing));
    }

    private Outcome call(List<Route.Call> calls, CollectedMessages outgoing) {
        try {
            for (Route.Call each : calls) {
                each.with(outgoing);
            }
            return new Outcome.Done(outgoing.records());
        } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
            return subscriber.down.test(e)
                    ? new Outcome.Down(e)
                    : new Outcome.Failed(DeadLetters.printable(e), e instanceof PermanentException);
        } catch (Error exhausted) {
            return new Outcome.Down(exhausted);
        }
    }
}
