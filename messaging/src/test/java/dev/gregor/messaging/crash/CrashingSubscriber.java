package dev.gregor.messaging.crash;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.subscribe.Outgoing;
import dev.gregor.messaging.subscribe.RetryPolicy;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.messaging.subscribe.Subscription;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Publishes each event again; a tenth fails at first, a hundredth for ever, until it is mended. Ends when its standard input does. */
final class CrashingSubscriber extends Subscriber {

    static final String NAME = "crashing";
    static final String EVENTS = "crash.events";
    static final String EFFECTS = "crash.effects";
    static final String SCHEMAS = "crash.schemas";

    /** An argument: nothing fails for ever. */
    static final String MENDED = "mended";
    /** An argument: a hundredth fails for ever. */
    static final String FAILING = "failing";
    /** An argument: everything fails for ever. */
    static final String REFUSING = "refusing";
    /** An argument: nothing fails at all. */
    static final String HANDLING = "handling";

    private final String state;
    private final Set<String> tried = ConcurrentHashMap.newKeySet();

    private CrashingSubscriber(String state, boolean queue) {
        super(NAME);
        this.state = state;
        topics(EVENTS);
        if (queue) {
            queue();
        }
        retries(new RetryPolicy(3, Duration.ofMillis(10), Duration.ofMillis(40), 0.2));
        on("count.counted.v1", Counted.class, this::handle);
    }

    private void handle(Message<Counted> message, Outgoing outgoing) {
        if (!state.equals(HANDLING)) {
            fail(message.key() + '/' + message.data().getNumber());
        }
        outgoing.publish(EFFECTS, message.key(), message.data());
    }

    private void fail(String event) {
        if (state.equals(REFUSING) || failsForEver(event)) {
            requireMended(event);
        } else if (failsAtFirst(event) && tried.add(event)) {
            throw new IllegalStateException("Fails at first: " + event);
        }
    }

    private void requireMended(String event) {
        if (!state.equals(MENDED)) {
            throw new IllegalStateException("Fails for ever: " + event);
        }
    }

    static boolean failsForEver(String event) {
        return Math.floorMod(event.hashCode() * 31, 101) == 7;
    }

    private static boolean failsAtFirst(String event) {
        return Math.floorMod(event.hashCode() * 17, 10) == 3;
    }

    static MessagingSettings settings(String bootstrapServers) {
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers, "session.timeout.ms", 6_000);
        AvroCodec codec =
                AvroCodec.singleObject(SchemaCatalog.ofTopic(SCHEMAS, kafka, Duration.ofSeconds(1), () -> {}));
        return new MessagingSettings("crash", kafka, codec, TestKafka.TYPES, 1_000_000);
    }

    public static void main(String[] args) throws IOException {
        Subscription.start(settings(args[0]), new CrashingSubscriber(args[1], args.length > 2));
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }
}
