package dev.gregor.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.NotControllerException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpectedWarningsTest {

    private final Logger logger = new LoggerContext().getLogger("kafka");

    @Test
    void leavesOutWhatANormalStartWarnsOf() {
        String format = "[Consumer] The metadata response from the cluster reported a recoverable issue with {}";
        assertThat(decide(format, null)).isEqualTo(FilterReply.DENY);
        assertThat(decide("failed", new CompletionException(new NotControllerException("node 1"))))
                .isEqualTo(FilterReply.DENY);
    }

    @Test
    void letsEverythingElseThrough() {
        assertThat(decide("Connection to node -1 could not be established", null))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(decide(null, new IllegalStateException())).isEqualTo(FilterReply.NEUTRAL);
    }

    private FilterReply decide(@Nullable String format, @Nullable Throwable thrown) {
        return new ExpectedWarnings().decide(null, logger, Level.WARN, format, null, thrown);
    }
}
