package dev.gregor.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerTest {

    @TempDir
    Path dir;

    BrokerSettings settings;

    @BeforeEach
    void useANewFolder() {
        settings = BrokerSettings.in(dir.resolve("data"));
    }

    @Test
    void keepsCommittedRecordsBetweenRuns() {
        try (var broker = LocalBroker.start(settings);
                var client = new Client(broker.bootstrapServers())) {
            client.createTopic("t", 1);
            client.writeInATransaction("t", "a", "b");
            assertThat(client.read("t", 2)).containsExactly("a", "b");
        }
        try (var broker = LocalBroker.start(settings);
                var client = new Client(broker.bootstrapServers())) {
            client.writeInATransaction("t", "c");
            assertThat(client.read("t", 3)).containsExactly("a", "b", "c");
            refusesASecondBrokerOnTheSameFolder();
            assertThat(broker.failure().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    void opensTheFolderThatAKillLeavesBehind() throws IOException {
        var killed = dir.resolve("killed");
        try (var broker = LocalBroker.start(settings);
                var client = new Client(broker.bootstrapServers())) {
            client.createTopic("t", 1);
            client.writeInATransaction("t", "a");
            // Read first: until the commit marker is there, copying file by file would tear the transaction apart.
            assertThat(client.read("t", 1)).containsExactly("a");
            copy(settings.dataDir(), killed);
        }
        try (var broker = LocalBroker.start(BrokerSettings.in(killed));
                var client = new Client(broker.bootstrapServers())) {
            assertThat(client.read("t", 1)).containsExactly("a");
            assertThat(killed.resolve("broker.address"))
                    .hasContent(broker.bootstrapServers().replace(':', ' '));
        }
    }

    @Test
    void closesTwiceAndGivesTheFolderFree() {
        var broker = LocalBroker.start(settings);
        broker.close();
        broker.close();
        DataFolder.open(settings.dataDir()).close();
    }

    @Test
    void namesTheTakenPort() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = taken.getLocalPort();
            assertThatThrownBy(() -> LocalBroker.start(settings.withClientPort(port)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("port " + port)
                    .hasMessageContaining("choose another port");
            assertThatThrownBy(() -> LocalBroker.start(settings.withControllerPort(port)))
                    .hasMessageContaining("port " + port);
        }
        assertThat(settings.dataDir().resolve("kafka")).doesNotExist();
    }

    @Test
    void namesTheUnknownHost() {
        assertThatThrownBy(() -> LocalBroker.start(settings.withHost("no-such-host.invalid")))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void namesTheFolderThatCannotBeUsed() throws IOException {
        var file = Files.createFile(dir.resolve("file"));
        assertThatThrownBy(() -> LocalBroker.start(BrokerSettings.in(file)))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> LocalBroker.start(BrokerSettings.in(file.resolve("below"))))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void namesTheSettingThatKafkaRefuses() {
        assertThatThrownBy(() -> LocalBroker.start(settings.withProperties(Map.of("num.io.threads", "none"))))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("num.io.threads");
    }

    @Test
    void remembersWhereItWasReachableUntilItHasStarted() throws IOException {
        Path addresses = Files.createDirectories(settings.dataDir()).resolve("broker.address");
        Files.writeString(addresses, "127.0.0.1 9\n");

        assertThatThrownBy(() -> LocalBroker.start(settings.withProperties(Map.of("num.io.threads", "none"))))
                .isInstanceOf(BrokerException.class);

        assertThat(Files.readAllLines(addresses)).hasSize(2).startsWith("127.0.0.1 9");
    }

    @Test
    void refusesAPortOutOfRange() {
        assertThatThrownBy(() -> settings.withClientPort(65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private void refusesASecondBrokerOnTheSameFolder() {
        assertThatThrownBy(() -> LocalBroker.start(settings))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(settings.dataDir().toString())
                .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
}
