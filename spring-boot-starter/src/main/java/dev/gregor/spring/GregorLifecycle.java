package dev.gregor.spring;

import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.node.Gregor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/** Subscribes once all beans are there, and stops the node when the last request was answered. */
final class GregorLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(GregorLifecycle.class);

    /** Below those of the web server and of its graceful end, 1,024 and 2,048 under the default. */
    private static final int PHASE = DEFAULT_PHASE - 4096;

    private final Gregor gregor;
    private final ObjectProvider<Subscriber> subscribers;
    private volatile boolean running;

    GregorLifecycle(Gregor gregor, ObjectProvider<Subscriber> subscribers, ApplicationContext context) {
        this.gregor = gregor;
        this.subscribers = subscribers;
        gregor.failure().thenAccept(failure -> {
            LOG.error("The application has to be started again: {}", failure.getMessage());
            AvailabilityChangeEvent.publish(context, failure, LivenessState.BROKEN);
        });
    }

    @Override
    public void start() {
        subscribers.orderedStream().forEach(gregor::subscribe);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        gregor.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A node is started once, so a context that tests keep for later keeps its node. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
