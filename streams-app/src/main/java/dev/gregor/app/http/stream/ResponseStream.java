package dev.gregor.app.http.stream;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One response that goes on for as long as its source and its client do. No thread waits for either: an item is asked for when
 * the client has taken the one before. Thread-safe.
 *
 * @param <T> the items of the source
 */
public final class ResponseStream<T> implements Flow.Subscriber<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ResponseStream.class);

    private final ServletOutputStream out;
    private final Framing<? super T> framing;
    private final Queue<byte[]> pending = new ArrayDeque<>();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private Flow.@Nullable Subscription source;
    private boolean requested;
    private boolean unflushed;
    private boolean ending;

    private ResponseStream(ServletOutputStream out, Framing<? super T> framing) {
        this.out = out;
        this.framing = framing;
        pending.add(framing.first());
    }

    /** The response to a request, in this form; its headers are set. */
    public static <T> ResponseStream<T> to(Context request, Framing<? super T> framing) {
        try {
            return new ResponseStream<>(request.res().getOutputStream(), framing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Done when the client has got all, or is gone. */
    public CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    /** Begins to write; the request is an asynchronous one by now. */
    public ResponseStream<T> start() {
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
    public void onSubscribe(Flow.Subscription subscription) {
        boolean tooLate;
        synchronized (this) {
            source = subscription;
            tooLate = ending;
        }
        if (tooLate) {
            subscription.cancel();
        }
        push();
    }

    @Override
    public void onNext(T item) {
        byte[] bytes;
        try {
            bytes = framing.item().apply(item);
        } catch (RuntimeException e) {
            LOG.warn("A stream ends, its client may go on with another", e);
            end();
            return;
        }
        synchronized (this) {
            requested = false;
            pending.add(bytes);
        }
        push();
    }

    /** The client is to ask anew, and learns the reason from what it is answered then. */
    @Override
    public void onError(Throwable failure) {
        LOG.debug("A stream ends, its client may go on with another: {}", failure.toString());
        end();
    }

    @Override
    public void onComplete() {
        end();
    }

    /** Writes a heartbeat between the items, unless the client has not even taken the last one. */
    void beat() {
        synchronized (this) {
            if (!pending.isEmpty() || source == null) {
                return;
            }
            pending.add(framing.heartbeat());
        }
        push();
    }

    /** Ends the response after what is to be written. */
    void end() {
        cancel();
        push();
    }

    /** Ends at once: the connection is gone, or its client takes nothing. */
    void leave() {
        try {
            cancel();
        } finally {
            ended.complete(null);
        }
    }

    /** Asks for no more, also of a source that comes later. The source has locks of its own, so none is held here. */
    private void cancel() {
        Flow.@Nullable Subscription subscribed;
        synchronized (this) {
            ending = true;
            subscribed = source;
        }
        if (subscribed != null) {
            subscribed.cancel();
        }
    }

    /** Writes what the client takes, and asks for more; the server calls again when the client takes more. Some servers throw what is no {@link IOException} once the client is gone. */
    private void push() {
        try {
            Flow.@Nullable Subscription next = write();
            if (next != null) {
                next.request(1);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A stream ends", e);
            leave();
        }
    }

    /** Writes what the client takes, and answers whom to ask for an item now, if anyone. */
    private synchronized Flow.@Nullable Subscription write() throws IOException {
        while (!ended.isDone() && out.isReady()) {
            byte[] next = pending.poll();
            if (next != null) {
                out.write(next);
                unflushed = true;
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                return rest();
            }
        }
        return null;
    }

    private Flow.@Nullable Subscription rest() {
        if (ending) {
            ended.complete(null);
            return null;
        }
        boolean asks = !requested && source != null;
        requested |= asks;
        return asks ? source : null;
    }
}
