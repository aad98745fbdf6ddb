package dev.gregor.messaging.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.IncomingMessage;
import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.DryRun;
import dev.gregor.messaging.letter.DryRun.Result;
import dev.gregor.messaging.letter.LetterKey;
import dev.gregor.messaging.letter.LetterReader;
import dev.gregor.messaging.subscribe.run.Outcome;
import dev.gregor.messaging.subscribe.run.Received;
import dev.gregor.write.deadletter.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

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
    record Work(MessageMetadata metadata, List<Route.Call> calls) {}

    /** All events of the record are read before anything is called. */
    Outcome handle(Received received) {
        return handle(received, false);
    }

    private Outcome handle(Received received, boolean dryRun) {
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
            Outcome outcome = each.metadata().context().call(() -> call(each, dryRun));
            if (!(outcome instanceof Outcome.Done done)) {
                return outcome;
            }
            published.addAll(done.published());
        }
        return new Outcome.Done(published);
    }

    /** Calls the handlers with a letter, and drops what they publish. */
    DryRun dryRun(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        try {
            LetterReader.requireWhole(record);
        } catch (PermanentException incomplete) {
            return failed(letter, Result.FAILED, incomplete);
        }
        DryRun[] run = new DryRun[1];
        handle(new Received(record, letter.place()), true)
                .match(
                        done -> run[0] = new DryRun(
                                letter,
                                Result.HANDLED,
                                "",
                                "",
                                "",
                                done.published().stream().map(Handling::planned).toList()),
                        failed -> run[0] = failed(letter, Result.FAILED, failed.reason()),
                        down -> run[0] = failed(letter, Result.DOWN, down.reason()));
        return run[0];
    }

    private static DryRun failed(DeadLetter letter, Result result, Throwable reason) {
        return new DryRun(
                letter,
                result,
                reason.getClass().getName(),
                String.valueOf(reason.getMessage()),
                DeadLetters.stackTrace(reason),
                List.of());
    }

    private static DryRun.Planned planned(ProducerRecord<byte[], byte[]> record) {
        Header type = record.headers().lastHeader(MessageHeaders.TYPE);
        return new DryRun.Planned(
                record.topic(), LetterKey.text(record.key()), type == null ? "" : new String(type.value(), UTF_8));
    }

    private List<Work> read(Received received) {
        List<ChangeRoute<?>> changes = subscriber.changes.get(received.place().topic());
        return changes == null ? messages(received) : changes(changes, received);
    }

    private List<Work> changes(List<ChangeRoute<?>> changes, Received received) {
        List<Work> each = changes.stream()
                .flatMap(route -> route.work(settings.codec(), received).stream())
                .toList();
        List<Route.Call> calls =
                each.stream().flatMap(work -> work.calls().stream()).toList();
        return each.isEmpty() ? each : List.of(new Work(each.get(0).metadata(), calls));
    }

    private List<Work> messages(Received received) {
        List<Work> all = new ArrayList<>();
        for (IncomingMessage each : IncomingMessage.read(subscriber.typed(received.record()), received.place())) {
            List<Route.Call> calls = new ArrayList<>();
            subscriber
                    .routes
                    .getOrDefault(each.metadata().type(), List.of())
                    .forEach(route -> calls.add(route.decode(settings.codec(), each)));
            all.add(new Work(each.metadata(), calls));
        }
        return all;
    }

    private Outcome call(Work work, boolean dryRun) {
        CollectedMessages outgoing = new CollectedMessages(encoder, work.metadata(), subscriber.name, dryRun);
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
