package dev.gregor.spring.http;

import dev.gregor.app.http.MountedHttp;
import org.springframework.context.SmartLifecycle;

/** Ends streams and answers what waits, before the web server waits for its last request. */
final class HttpLifecycle implements SmartLifecycle {

    /** Above that of the graceful end of the web server, 1,024 under the default. */
    private static final int PHASE = DEFAULT_PHASE - 512;

    private final MountedHttp http;
    private volatile boolean running;

    HttpLifecycle(MountedHttp http) {
        this.http = http;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        http.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** What was stopped stays so, so a context that tests keep for later keeps serving. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
