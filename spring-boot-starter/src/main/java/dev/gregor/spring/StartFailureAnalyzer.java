package dev.gregor.spring;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.broker.BrokerException;
import dev.gregor.failure.GregorException;
import dev.gregor.node.StartException;
import dev.gregor.node.settings.SettingsException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Shows why a node does not start, and what to do, in place of the stack trace. */
final class StartFailureAnalyzer implements FailureAnalyzer {

    /** Made by Spring. */
    StartFailureAnalyzer() {}

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isTold(cause)) {
                return new FailureAnalysis(String.valueOf(cause.getMessage()), null, failure);
            }
        }
        return null;
    }

    private static boolean isTold(Throwable cause) {
        return cause instanceof StartException
                || cause instanceof SettingsException
                || cause instanceof BrokerException
                || cause instanceof DefinitionException
                || cause instanceof GregorException;
    }
}
