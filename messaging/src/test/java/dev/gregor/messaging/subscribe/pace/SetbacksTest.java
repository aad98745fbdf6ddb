package dev.gregor.messaging.subscribe.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.rights.Rights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class SetbacksTest {

    private boolean closed;
    private long nanos;
    private final Setbacks setbacks = new Setbacks(
            "reader", Rights.topic("in", AclOperation.READ), () -> closed, () -> nanos, parked -> nanos += parked);

    private void passes(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void whatItNeedsIsRefusedAndWhatOthersNeedIsNot() {
        assertThat(setbacks.isRefusal(new TopicAuthorizationException(Set.of("in"))))
                .isTrue();
        assertThat(setbacks.isRefusal(new GroupAuthorizationException("group"))).isTrue();
        assertThat(setbacks.isRefusal(new KafkaException(new SaslAuthenticationException("no"))))
                .isTrue();
        assertThat(setbacks.isRefusal(new TopicAuthorizationException(Set.of("out"))))
                .isFalse();
        assertThat(setbacks.isRefusal(new TransientException("later"))).isFalse();
    }

    @Test
    void saysWhatIsMissingUntilNothingIsAndNoLongerWhenItWorks() {
        setbacks.failed(new GroupAuthorizationException("group"));
        assertThat(setbacks.reason())
                .hasValueSatisfying(text -> assertThat(text).startsWith("The cluster fails: "));
        List<Optional<String>> told = new ArrayList<>();
        setbacks.awaitRights(() -> {
            told.add(setbacks.reason());
            return told.size() == 1 ? Optional.of("may not Read on topic in") : Optional.empty();
        });
        assertThat(told).hasSize(2).last().isEqualTo(Optional.of("may not Read on topic in"));
        setbacks.worked();
        passes(Duration.ofMillis(4_999));
        assertThat(setbacks.reason()).as("only just now").isPresent();
        passes(Duration.ofMillis(1));
        assertThat(setbacks.reason()).as("it goes on, and its work takes long").isEmpty();
        setbacks.failed(new GroupAuthorizationException("another group"));
        passes(Duration.ofMinutes(1));
        assertThat(setbacks.reason())
                .hasValueSatisfying(text -> assertThat(text).contains("another group"));
        setbacks.worked();
        assertThat(setbacks.reason()).isEmpty();
    }

    @Test
    void aFailureSoonAfterARefusalIsToldForAsLongAsItLasts() {
        setbacks.awaitRights(Optional::empty);
        setbacks.failed(new GroupAuthorizationException("group"));
        setbacks.worked();
        assertThat(setbacks.reason()).as("only just now").isPresent();
        passes(Duration.ofSeconds(6));
        assertThat(setbacks.reason()).isPresent();
        setbacks.worked();
        assertThat(setbacks.reason()).isEmpty();
    }

    @Test
    void waitsLongerAfterEachRefusalUpToHalfAMinute() {
        List<Duration> waited = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long before = nanos;
            setbacks.awaitRights(Optional::empty);
            waited.add(Duration.ofNanos(nanos - before));
        }
        assertThat(waited)
                .extracting(Duration::toMillis)
                .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L);
    }

    @Test
    void waitsForNothingOnceItIsClosed() {
        closed = true;
        setbacks.awaitRights(() -> Optional.of("may not Read on topic in"));
        assertThat(setbacks.reason()).isEmpty();
        assertThat(nanos).isZero();
    }

    @Test
    void aFailureThatIsNoRefusalIsOverWithTheNextRound() {
        setbacks.failed(new IllegalStateException("full"));
        assertThat(setbacks.reason()).contains("It fails: full");
        setbacks.worked();
        assertThat(setbacks.reason()).isEmpty();
    }
}
