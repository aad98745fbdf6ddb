package dev.gregor.avro.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AvroVersionTest {

    /** The build runs the tests of this package with two versions. */
    @Test
    void isTheOneThatTheBuildSays() {
        assertThat(AvroVersion.name()).isEqualTo("Avro " + System.getProperty("gregor.avro.version"));
    }
}
