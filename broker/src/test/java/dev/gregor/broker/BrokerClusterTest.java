package dev.gregor.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerClusterTest {

    @TempDir
    Path dir;

    @Test
    void losesNothingWithANodeKilledAndTakesItBack() {
        try (var cluster = BrokerCluster.start(3, dir);
                var client = new Client(cluster.bootstrapServers())) {
            client.createTopic("t", 3);
            client.writeInATransaction("t", "before");
            cluster.kill(1);
            client.write("t", "while");
            cluster.start(1);
            assertThatThrownBy(() -> cluster.start(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> cluster.kill(4)).hasMessageContaining("node is 4");
            cluster.stop(2);
            client.write("t", "after");
            assertThat(client.read("t", 3)).containsExactlyInAnyOrder("before", "while", "after");
        }
    }

    @Test
    void refusesAnEvenNumberOfNodes() {
        assertThatThrownBy(() -> BrokerCluster.start(2, dir)).isInstanceOf(IllegalArgumentException.class);
    }
}
