package dev.gregor.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.write.received.UnreadableCommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyPartitionsTest {

    private final ReplyPartitions partitions = new ReplyPartitions("gregor.replies", 12);

    @Test
    void findsThePartitionThatASenderWaitsAt() {
        assertThat(partitions.of("gregor.replies:0")).contains(0);
        assertThat(partitions.of("gregor.replies:11")).contains(11);
    }

    @Test
    void findsNoneWhereNoReplyIsAskedFor() {
        assertThat(partitions.of(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gregor.replies:12", "gregor.replies:07", "gregor.replies:-1", "other:0", "gregor.replies", ""})
    void refusesWhatCannotBeWritten(String replyTo) {
        assertThatThrownBy(() -> partitions.of(replyTo))
                .isInstanceOf(UnreadableCommandException.class)
                .hasMessageContaining("'" + replyTo + "'")
                .hasMessageContaining("'gregor.replies:<0 to 11>'");
    }
}
