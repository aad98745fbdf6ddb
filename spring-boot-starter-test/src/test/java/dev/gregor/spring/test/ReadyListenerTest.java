package dev.gregor.spring.test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadyListenerTest {

    @Test
    void failsWithTheObstacleOfANodeThatDoesNotGetReady() {
        assertThatCode(() -> ReadyListener.tell("Kafka starts", Duration.ofMinutes(4)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ReadyListener.tell("Kafka starts", Duration.ofMinutes(5)))
                .hasMessage("The node is not ready after 5 minutes: Kafka starts");
    }
}
