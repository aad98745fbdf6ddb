package dev.gregor.privacy.key.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FreshnessTest {

    private final AtomicLong nanos = new AtomicLong(-5);
    private final Freshness freshness = new Freshness(nanos::get);

    @Test
    void holdsForItsLifeFromWhenTheEndWasAskedFor() {
        assertThat(freshness.holds()).isFalse();
        Freshness.Asked asked = freshness.asked();
        nanos.addAndGet(Freshness.LIFE.toNanos() - 1);
        freshness.reached(asked);

        assertThat(freshness.holds()).isTrue();
        nanos.incrementAndGet();
        assertThat(freshness.holds()).isFalse();
    }

    @Test
    void holdsNoMoreOnceNewerIsAskedForAlsoIfTheEndIsReachedLater() {
        Freshness.Asked before = freshness.asked();
        freshness.expire();
        freshness.reached(before);
        assertThat(freshness.holds()).isFalse();

        freshness.reached(freshness.asked());
        assertThat(freshness.holds()).isTrue();
    }
}
