package dev.gregor.spring;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.broker.BrokerException;
import dev.gregor.failure.GregorException;
import dev.gregor.node.StartException;
import dev.gregor.node.settings.SettingsException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Shows why a node does not start, and what to do, in place of the stack trace. */
final class StartFailureAnalyzer implements FailureAnalyzer {

    private static final String NODE = "gregor";

    /** Made by Spring. */
    StartFailureAnalyzer() {}

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        String bean = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BeanCreationException creation) {
                bean = creation.getBeanName();
            }
            if (isTold(cause, bean)) {
                return new FailureAnalysis(String.valueOf(cause.getMessage()), null, failure);
            }
        }
        return null;
    }

    /** What the application does with a node that runs has its stack trace. */
    private static boolean isTold(Throwable cause, @Nullable String bean) {
        return cause instanceof StartException
                || cause instanceof SettingsException
                || cause instanceof BrokerException
                || (cause instanceof DefinitionException && bean != null)
                || (cause instanceof GregorException && NODE.equals(bean));
    }
}
