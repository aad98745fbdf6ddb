package dev.gregor.app.http;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.GregorException;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.letter.topic.TopicLetters;
import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.messaging.publish.Published;
import dev.gregor.messaging.schedule.Schedules;
import dev.gregor.node.access.Messaging;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Takes messages to one topic. */
final class FakeMessaging implements Messaging {

    static final String TOPIC = "user-events";

    final List<List<OutgoingMessage>> published = new CopyOnWriteArrayList<>();
    volatile @Nullable MessageContext context;
    volatile @Nullable GregorException failure;
    volatile @Nullable DeadLetters letters;
    volatile @Nullable TopicLetters topicLetters;
    volatile @Nullable Schedules schedules;
    volatile @Nullable OutboxOperations outbox;

    @Override
    public DeadLetters deadLetters() {
        return requireNonNull(letters);
    }

    @Override
    public TopicLetters topicLetters() {
        return requireNonNull(topicLetters);
    }

    @Override
    public Optional<Schedules> scheduled() {
        return Optional.ofNullable(schedules);
    }

    @Override
    public Schedules schedules() {
        return requireNonNull(schedules);
    }

    @Override
    public Optional<OutboxOperations> outbox() {
        return Optional.ofNullable(outbox);
    }

    @Override
    public boolean hasTopic(String name) {
        return name.equals(TOPIC);
    }

    @Override
    public CompletableFuture<List<Published>> publish(List<OutgoingMessage> messages) {
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        context = MessageContext.currentOrNew();
        published.add(messages);
        List<Published> places = new ArrayList<>();
        messages.forEach(each -> places.add(new Published(each.id(), new Place(each.topic(), 0, places.size()))));
        return CompletableFuture.completedFuture(places);
    }
}
