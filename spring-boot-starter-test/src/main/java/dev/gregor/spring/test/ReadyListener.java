package dev.gregor.spring.test;

import dev.gregor.node.Gregor;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Lets tests begin when the node is ready, if the context has one. */
final class ReadyListener implements TestExecutionListener {

    private static final Logger LOG = LoggerFactory.getLogger(ReadyListener.class);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    ReadyListener() {}

    @Override
    public void prepareTestInstance(TestContext test) {
        ApplicationContext context = test.getApplicationContext();
        for (String name : context.getBeanNamesForType(Gregor.class, false, false)) {
            long start = System.nanoTime();
            context.getBean(name, Gregor.class)
                    .awaitReady(obstacle -> tell(obstacle, Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    static void tell(String obstacle, Duration waited) {
        if (waited.compareTo(LIMIT) >= 0) {
            throw new IllegalStateException(
                    "The node is not ready after %d minutes: %s".formatted(waited.toMinutes(), obstacle));
        }
        LOG.info("Not ready yet: {}", obstacle);
    }
}
