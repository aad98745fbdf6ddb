package dev.gregor.e2e.access;

import dev.gregor.event.LiveEvent;
import dev.gregor.message.Event;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

/** Takes all that comes. */
final class Collected<T> implements Flow.Subscriber<T> {

    private final List<T> items = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private volatile Optional<Throwable> failure = Optional.empty();
    private volatile boolean complete;

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription.complete(begun);
        begun.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T item) {
        items.add(item);
    }

    @Override
    public void onError(Throwable cause) {
        failure = Optional.of(cause);
    }

    @Override
    public void onComplete() {
        complete = true;
    }

    void cancel() {
        subscription.join().cancel();
    }

    List<T> items() {
        return List.copyOf(items);
    }

    Optional<Throwable> failure() {
        return failure;
    }

    boolean isComplete() {
        return complete;
    }

    /** The events that could be read. */
    List<Event<?>> known() {
        return items.stream()
                .filter(LiveEvent.Known.class::isInstance)
                .<Event<?>>map(item -> ((LiveEvent.Known) item).event())
                .toList();
    }

    /** Their ids. */
    List<String> ids() {
        return known().stream().map(event -> event.metadata().id()).toList();
    }

    String tokenOf(String eventId) {
        return items.stream()
                .filter(LiveEvent.Known.class::isInstance)
                .map(LiveEvent.Known.class::cast)
                .filter(item -> item.event().metadata().id().equals(eventId))
                .findFirst()
                .orElseThrow()
                .token();
    }
}
