package dev.gregor.node;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wait for a clock that is near the brokers'. Nothing is written with one that is far from them; the broker in this process has the same.
 *
 * @param cluster that the node is at
 * @param check throws if the wait is to end
 * @param phase takes what it waits for
 */
record ClockWait(Kafka cluster, Runnable check, Consumer<String> phase) {

    private static final Logger LOG = LoggerFactory.getLogger(ClockWait.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    void await() {
        boolean told = false;
        Optional<String> far = cluster.clockDifference(check);
        while (far.isPresent()) {
            String waits = far.get() + ", the start waits for that";
            phase.accept(waits);
            if (!told) {
                LOG.warn(waits);
                told = true;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            check.run();
            far = cluster.clockDifference(check);
        }
    }
}
