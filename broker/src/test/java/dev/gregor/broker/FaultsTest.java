package dev.gregor.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.kafka.common.utils.internals.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {

    @TempDir
    Path dir;

    @Test
    void keepsTheProcessWhenKafkaWouldEndIt() {
        try (var folder = DataFolder.open(dir);
                var faults = new Faults(folder)) {
            assertThatThrownBy(() -> Exit.halt(1)).isInstanceOf(IllegalStateException.class);
            assertThat(faults.failure().join()).hasMessageContaining(dir.toString());
        }
    }

    @Test
    void failsTheBrokerOnAFatalFaultOnly() {
        try (var folder = DataFolder.open(dir);
                var faults = new Faults(folder)) {
            var cause = new IllegalArgumentException("broken");
            faults.build("loading", false, () -> {}).handleFault("odd", cause);
            assertThat(faults.failure()).isNotDone();
            faults.build("loading", true, () -> {}).handleFault("cannot load", cause);
            assertThat(faults.failure().join()).hasMessageContaining("cannot load");
        }
    }
}
