package dev.gregor.spring;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.node.StartException;
import org.junit.jupiter.api.Test;

class KafkaVersionTest {

    @Test
    void isTheOneThatGregorWasBuiltWith() {
        assertThatCode(KafkaVersion::require).doesNotThrowAnyException();
    }

    @Test
    void mayHaveOtherBugFixes() {
        assertThatCode(() -> KafkaVersion.require("4.4.0", "4.4.1")).doesNotThrowAnyException();
    }

    @Test
    void isNotTheOneOfSpringBoot() {
        assertThatThrownBy(() -> KafkaVersion.require("4.4.0", "4.2.1"))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("Kafka 4.2.1 is on the class path")
                .hasMessageContaining("<kafka.version>4.4.0</kafka.version>");
    }
}
