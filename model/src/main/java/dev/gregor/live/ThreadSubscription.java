package dev.gregor.live;

import java.util.Optional;
import java.util.concurrent.Flow;

/**
 * Serves one subscriber by a thread of its own, which takes an item from the source when the subscriber wants one. So the subscriber may
 * block it, and what is not wanted is not read. Thread-safe.
 *
 * @param <T> the items
 */
public final class ThreadSubscription<T> implements Flow.Subscription {

    private final ItemSource<T> source;
    private final Flow.Subscriber<? super T> subscriber;
    private long wanted;
    private boolean cancelled;
    private boolean completed;
    private boolean isRefused;

    /** Serves a subscriber of a source, once it is started. */
    public ThreadSubscription(ItemSource<T> source, Flow.Subscriber<? super T> subscriber) {
        this.source = source;
        this.subscriber = subscriber;
    }

    /**
     * Serves the subscriber until it cancels, the source fails, or {@link #complete()} is called.
     *
     * @param atEnd is called after that
     */
    public void start(String threadName, Runnable atEnd) {
        DaemonThreads.of(threadName, () -> serve(atEnd)).start();
    }

    @Override
    public void request(long count) {
        synchronized (this) {
            if (count > 0) {
                wanted = wanted + count < 0 ? Long.MAX_VALUE : wanted + count;
            } else {
                isRefused = true;
            }
            notifyAll();
        }
        if (count <= 0) {
            source.stop();
        }
    }

    @Override
    public void cancel() {
        synchronized (this) {
            cancelled = true;
            notifyAll();
        }
        source.stop();
    }

    /** Ends the subscription as one that has had all. */
    public void complete() {
        synchronized (this) {
            completed = true;
            notifyAll();
        }
        source.stop();
    }

    private void serve(Runnable atEnd) {
        try (source) {
            subscriber.onSubscribe(this);
            while (isWanted()) {
                Optional<T> item = source.next();
                if (item.isPresent() && goesOn()) {
                    taken();
                    subscriber.onNext(item.get());
                }
            }
            end();
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            atEnd.run();
        }
    }

    private synchronized boolean isWanted() {
        try {
            while (wanted == 0 && goesOn()) {
                wait();
            }
            return goesOn();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancelled = true;
            return false;
        }
    }

    private synchronized boolean goesOn() {
        return !cancelled && !completed && !isRefused;
    }

    private synchronized void taken() {
        wanted -= wanted == Long.MAX_VALUE ? 0 : 1;
    }

    private void fail(Throwable failure) {
        if (goesOn()) {
            subscriber.onError(failure);
        } else {
            end();
        }
    }

    private void end() {
        boolean tellsRefusal;
        boolean tellsEnd;
        synchronized (this) {
            tellsRefusal = isRefused && !cancelled;
            tellsEnd = completed && !cancelled;
        }
        if (tellsRefusal) {
            subscriber.onError(new IllegalArgumentException("A subscriber has to request at least one item"));
        } else if (tellsEnd) {
            subscriber.onComplete();
        }
    }
}
