package dev.gregor.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
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

    @Test
    void leavesOutThatANewTopicOfKafkaStreamsIsNotKnownYet() {
        assertThat(unknownTopic("gregor-app-write-user-aggregates-changelog")).isEqualTo(FilterReply.DENY);
        assertThat(unknownTopic("gregor-app-projection-a-v1-by-key-repartition"))
                .isEqualTo(FilterReply.DENY);
        assertThat(unknownTopic("user.events")).isEqualTo(FilterReply.NEUTRAL);
        assertThat(unknownTopic("changelog")).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void leavesOutThatAMeterOfATaskThatCameBackIsThereAlready() {
        String format = "This Gauge has been already registered (MeterId{name='kafka.stream.state.range.latency.max',"
                + " tags=[]}), the registration will be ignored.";

        assertThat(decide(format, null)).isEqualTo(FilterReply.DENY);
    }

    private FilterReply unknownTopic(String topic) {
        Object[] arguments = {topic, new UnknownTopicOrPartitionException()};
        return new ExpectedWarnings()
                .decide(null, logger, Level.ERROR, "Received unknown topic error for topic {}", arguments, null);
    }

    private FilterReply decide(@Nullable String format, @Nullable Throwable thrown) {
        return new ExpectedWarnings().decide(null, logger, Level.WARN, format, null, thrown);
    }
}
