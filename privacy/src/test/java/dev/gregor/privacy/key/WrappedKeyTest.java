package dev.gregor.privacy.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedKeyTest {

    private final WrappedKey key = new WrappedKey("m1", new byte[] {42, 43});

    @Test
    void isEqualIfItsBytesAre() {
        assertThat(key)
                .isEqualTo(new WrappedKey("m1", new byte[] {42, 43}))
                .hasSameHashCodeAs(new WrappedKey("m1", new byte[] {42, 43}))
                .isNotEqualTo(new WrappedKey("m1", new byte[] {42, 44}))
                .isNotEqualTo(new WrappedKey("m2", new byte[] {42, 43}));
    }

    @Test
    void showsNoBytes() {
        assertThat(key).hasToString("a key wrapped by m1");
    }
}
