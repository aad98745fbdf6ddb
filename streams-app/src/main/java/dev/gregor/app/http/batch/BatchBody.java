package dev.gregor.app.http.batch;

import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The body of a request, read when its elements are asked for. No thread waits for it. One thread at a time asks. */
final class BatchBody implements ReadListener {

    private static final int BUFFER_BYTES = 16 * 1024;

    /** What is read after the last element that is wanted, so that most clients get to read their answers. */
    private static final int DISCARDED = 8 * 1024 * 1024;

    private final ServletInputStream in;
    private final Elements elements;
    private final Runnable arrival;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final AtomicBoolean readable = new AtomicBoolean();
    private volatile boolean isRead;
    private volatile @Nullable Throwable failure;
    private int discarded;

    /** Reads these elements. */
    BatchBody(ServletInputStream in, Elements elements, Runnable arrival) {
        this.in = in;
        this.elements = elements;
        this.arrival = arrival;
    }

    /** Begins to tell of arrivals; the request is an asynchronous one by now. */
    void start() {
        in.setReadListener(this);
    }

    @Override
    public void onDataAvailable() {
        readable.set(true);
        arrival.run();
    }

    @Override
    public void onAllDataRead() {
        isRead = true;
        arrival.run();
    }

    @Override
    public void onError(Throwable cause) {
        failure = cause;
        arrival.run();
    }

    /**
     * The next element; null if it has not come yet, or if there is none: {@link #isEmpty} says which. Throws {@link EndOfBatch} where no
     * more can be found.
     */
    @Nullable
    Element next() {
        Element next = elements.next();
        while (next == null && !elements.isClosed() && fill()) {
            next = elements.next();
        }
        return next;
    }

    /** Whether all elements have been taken. */
    boolean isEmpty() {
        return elements.isClosed();
    }

    /** Throws away what follows, and answers whether there is nothing more to wait for. */
    boolean discard() {
        try {
            int length = read();
            while (length > 0 && discarded < DISCARDED) {
                discarded += length;
                length = read();
            }
            return length != 0;
        } catch (EndOfBatch end) {
            return true;
        }
    }

    private boolean fill() {
        int length = read();
        if (length < 0) {
            elements.close();
        } else {
            elements.add(buffer, length);
        }
        return length != 0;
    }

    /** How many bytes there are now, -1 if no more come. */
    private int read() {
        Throwable failed = failure;
        if (failed != null) {
            throw ended(failed);
        }
        if (isRead) {
            return -1;
        }
        try {
            return readable.getAndSet(false) && in.isReady() ? readNow() : 0;
        } catch (IOException | IllegalStateException e) {
            failure = e;
            throw ended(e);
        }
    }

    private int readNow() throws IOException {
        readable.set(true);
        int length = in.read(buffer);
        isRead = length < 0;
        return length;
    }

    private static EndOfBatch ended(Throwable cause) {
        String detail = "The body ended early: " + cause.getMessage();
        return new EndOfBatch(new Problem(ProblemType.INVALID_REQUEST, detail));
    }
}
