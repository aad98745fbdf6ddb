package dev.gregor.app.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One response that goes on for as long as its source and its client do. No thread waits for either: an item is asked for when
 * the client has taken the one before. Thread-safe.
 *
 * @param <T> the items of the source
 */
final class RowStream<T> implements Flow.Subscriber<T> {

    private static final Logger LOG = LoggerFactory.getLogger(RowStream.class);

    private final ServletOutputStream out;
    private final Function<? super T, byte[]> format;
    private final Queue<byte[]> pending = new ArrayDeque<>();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private Flow.@Nullable Subscription source;
    private boolean asked;
    private boolean unflushed;
    private boolean ending;

    /**
     * A response with these first bytes; its headers are set.
     *
     * @param format what is written of an item
     */
    RowStream(ServletOutputStream out, byte[] first, Function<? super T, byte[]> format) {
        this.out = out;
        this.format = format;
        pending.add(first);
    }

    /** Done when the client has got all, or is gone. */
    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    /** Begins to write; the request is an asynchronous one by now. */
    RowStream<T> start() {
        out.setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() {
                push();
            }

            @Override
            public void onError(Throwable failure) {
                leave();
            }
        });
        return this;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        if (ending) {
            subscription.cancel();
        }
        push();
    }

    @Override
    public synchronized void onNext(T item) {
        asked = false;
        pending.add(format.apply(item));
        push();
    }

    /** The client is to ask anew, and learns the reason from what it is answered then. */
    @Override
    public void onError(Throwable failure) {
        LOG.debug("A stream of rows ends, its client may go on with another: {}", failure.toString());
        end();
    }

    @Override
    public void onComplete() {
        end();
    }

    /** Writes something between the items, unless the client has not even taken the last one. */
    synchronized void beat(byte[] heartbeat) {
        if (pending.isEmpty() && source != null) {
            pending.add(heartbeat);
            push();
        }
    }

    /** Ends the response after what is to be written. */
    synchronized void end() {
        ending = true;
        cancel();
        push();
    }

    /** The connection is gone. */
    private synchronized void leave() {
        cancel();
        ended.complete(null);
    }

    private void cancel() {
        if (source != null) {
            source.cancel();
        }
    }

    /** Writes what the client takes; the server calls again when it takes more. */
    private synchronized void push() {
        try {
            while (!ended.isDone() && out.isReady()) {
                byte[] next = pending.poll();
                if (next != null) {
                    out.write(next);
                    unflushed = true;
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    rest();
                    return;
                }
            }
        } catch (IOException e) {
            leave();
        }
    }

    private void rest() {
        if (ending) {
            ended.complete(null);
        } else if (!asked && source != null) {
            asked = true;
            source.request(1);
        }
    }
}
