package dev.gregor.benchmarks.messaging;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.benchmarks.account.Deposited;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.messaging.subscribe.Subscription;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gregor's publisher, and its subscriptions as they are unless told otherwise: order of each key, de-duplication, retries, dead letters. */
final class GregorSide {

    private final MessagingSettings settings;

    GregorSide(Map<String, Object> kafka) {
        AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
        codec.register("", Deposited.getClassSchema());
        this.settings = new MessagingSettings(
                "benchmark", kafka, codec, MessageTypes.none().with(Events.TYPE, Deposited.class), 1_000_000);
    }

    EventPublisher publisher(String topic) {
        return new ToTopic(Publisher.start(settings), topic);
    }

    Subscription subscribe(String topic, Consumer<Deposited> handler) {
        return Subscription.start(settings, new OfTopic(topic, handler));
    }

    private record ToTopic(Publisher publisher, String topic) implements EventPublisher {

        @Override
        public void publish(int number, Consumer<@Nullable Throwable> then) {
            var unused = publisher
                    .publish(topic, Events.key(number), Events.event(number))
                    .whenComplete((published, failure) -> then.accept(failure));
        }

        @Override
        public void close() {
            publisher.close();
        }
    }

    private static final class OfTopic extends Subscriber {

        OfTopic(String topic, Consumer<Deposited> handler) {
            super(topic);
            topics(topic);
            on(Events.TYPE, Deposited.class, (message, outgoing) -> handler.accept(message.data()));
        }
    }
}
