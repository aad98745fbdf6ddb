package dev.gregor.spring.http;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.context.SmartLifecycle;

/**
 * The requests to the HTTP API that Tomcat has not ended. At the stop all of them are answered, and Tomcat waits for the others: for those
 * whose clients do not read, until they time out; for those of which a thread of the API found the connection gone while Tomcat called one of its
 * listeners, without an end, as Tomcat never ends them. Thread-safe.
 */
final class TomcatRequests implements SmartLifecycle {

    /** Below that of the HTTP API, and above that of the graceful end of the web server, 1,024 under the default. */
    private static final int PHASE = DEFAULT_PHASE - 768;

    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Requests requests = new Requests();
    private volatile boolean running;

    /** Sees all requests to the web application. */
    Valve valve() {
        return requests;
    }

    @Override
    public void start() {
        running = true;
    }

    /** Waits a moment until Tomcat has ended the requests, and lets it not wait for the others. */
    @Override
    public void stop() {
        running = false;
        requests.forget();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The HTTP API is stopped once. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private static final class Requests extends ValveBase implements AsyncListener {

        private int open;

        Requests() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            getNext().invoke(request, response);
            if (request.isAsync() && request.getWrapper().getName().equals(GregorHttpAutoConfiguration.SERVLET)) {
                request.getAsyncContext().addListener(this);
                synchronized (this) {
                    open++;
                }
            }
        }

        @Override
        public synchronized void onComplete(AsyncEvent event) {
            open--;
            notifyAll();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // it is completed too
        }

        @Override
        public void onError(AsyncEvent event) {
            // it is completed too
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }

        private synchronized void forget() {
            try {
                long end = System.nanoTime() + STOP_NANOS;
                for (long left = STOP_NANOS; open > 0 && left > 0; left = end - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            for (; open > 0; open--) {
                ((Context) getContainer()).decrementInProgressAsyncCount();
            }
        }
    }
}
