package dev.gregor.spring.test;

import dev.gregor.node.Gregor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Lets tests begin when the node is ready, if the context has one. */
final class ReadyListener implements TestExecutionListener {

    private static final Logger LOG = LoggerFactory.getLogger(ReadyListener.class);

    ReadyListener() {}

    @Override
    public void prepareTestInstance(TestContext test) {
        ApplicationContext context = test.getApplicationContext();
        for (String name : context.getBeanNamesForType(Gregor.class, false, false)) {
            context.getBean(name, Gregor.class).awaitReady(obstacle -> LOG.info("Not ready yet: {}", obstacle));
        }
    }
}
