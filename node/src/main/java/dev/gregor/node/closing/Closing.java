package dev.gregor.node.closing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started, to be closed in reverse order, whatever of it fails to. Thread-safe. */
public final class Closing implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private boolean refusing;
    private boolean closed;

    /** Thrown into a start that is overtaken by the stop. */
    static final class OvertakenException extends RuntimeException {
        OvertakenException() {
            super("The application stops", null, false, false);
        }
    }

    /**
     * Takes what has just been started.
     *
     * @throws OvertakenException if the stop has begun; it is closed then
     */
    public <T extends AutoCloseable> T add(T resource) {
        synchronized (this) {
            if (!closed) {
                started.push(resource);
                check();
                return resource;
            }
        }
        close(resource);
        throw new OvertakenException();
    }

    /** Throws {@link OvertakenException} if the stop has begun. */
    public synchronized void check() {
        if (refusing) {
            throw new OvertakenException();
        }
    }

    /** Lets nothing else be started. */
    public synchronized void refuseMore() {
        refusing = true;
    }

    @Override
    public synchronized void close() {
        refusing = true;
        closed = true;
        while (!started.isEmpty()) {
            close(started.pop());
        }
    }

    static void close(AutoCloseable resource) {
        long start = System.nanoTime();
        try {
            resource.close();
            LOG.debug(
                    "{} was closed in {} ms",
                    resource.getClass().getSimpleName(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        } catch (Exception e) {
            LOG.warn("{} was not closed cleanly", resource.getClass().getSimpleName(), e);
        }
    }
}
