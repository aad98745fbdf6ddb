package dev.gregor.messaging.subscribe;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.messaging.envelope.CloudEventForm;
import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.subscribe.run.Outcome;
import dev.gregor.messaging.subscribe.run.Received;
import dev.gregor.write.deadletter.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** An event, and what is to be called with it. */
    private record Work(MessageMetadata metadata, List<Route.Call> calls) {}

    /** All events of the record are read before anything is called. */
    Outcome handle(Received received) {
        List<Work> all;
        try {
            all = MessageMetadata.isTombstone(received.record()) ? List.of() : read(received);
        } catch (PermanentException unreadable) {
            return new Outcome.Failed(unreadable, true);
        } catch (TransientException e) {
            return new Outcome.Down(e);
        }
        List<ProducerRecord<byte[], byte[]>> published = new ArrayList<>();
        for (Work each : all) {
            Outcome outcome = each.metadata().context().call(() -> call(each));
            if (!(outcome instanceof Outcome.Done done)) {
                return outcome;
            }
            published.addAll(done.published());
        }
        return new Outcome.Done(published);
    }

    private List<Work> read(Received received) {
        List<Work> all = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> event :
                CloudEventForm.binary(subscriber.typed(received.record()), received.place())) {
            metadata(event, received.place()).ifPresent(metadata -> {
                List<Route.Call> calls = new ArrayList<>();
                subscriber
                        .routes
                        .getOrDefault(metadata.type(), List.of())
                        .forEach(each -> calls.add(each.decode(settings.codec(), metadata, event.value())));
                all.add(new Work(metadata, calls));
            });
        }
        return all;
    }

    /** Empty for a CloudEvent of others, whose type is none of ours. */
    private static Optional<MessageMetadata> metadata(ConsumerRecord<byte[], byte[]> event, Place place) {
        try {
            return Optional.of(MessageMetadata.of(event, place));
        } catch (PermanentException unreadable) {
            if (CloudEventForm.isCloudEvent(event.headers())) {
                return Optional.empty();
            }
            throw unreadable;
        }
    }

    private Outcome call(Work work) {
        CollectedMessages outgoing = new CollectedMessages(encoder, work.metadata(), subscriber.name);
        try {
            for (Route.Call each : work.calls()) {
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
