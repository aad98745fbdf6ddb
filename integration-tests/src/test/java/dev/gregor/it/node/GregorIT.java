package dev.gregor.it.node;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.broker.BrokerException;
import dev.gregor.command.Command;
import dev.gregor.command.CommandNotAcceptedException;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.MessageType;
import dev.gregor.node.BrokerAlone;
import dev.gregor.node.Gregor;
import dev.gregor.node.GregorBuilder;
import dev.gregor.node.StartException;
import dev.gregor.node.settings.Settings;
import dev.gregor.node.settings.SettingsException;
import dev.gregor.projection.query.RowRange;
import dev.gregor.user.Activate;
import dev.gregor.user.Register;
import dev.gregor.user.User;
import dev.gregor.user.UserById;
import dev.gregor.user.UserRow;
import dev.gregor.user.UserState;
import dev.gregor.user.UserStatus;
import dev.gregor.user.UsersByStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GregorIT {

    @TempDir
    Path dir;

    private GregorBuilder users(String name) {
        return Gregor.configure()
                .app(name)
                .dataDir(dir.resolve(name))
                .set("gregor.kafka-port", "0")
                .set("gregor.partitions", "2")
                .aggregate(new User())
                .projection(new UserById());
    }

    @Test
    void sendsQueriesAndReadsHistoryByTheClassesOfTheUser() {
        try (Gregor gregor = users("one").start()) {
            Accepted done = gregor.commands()
                    .send(User.class, "42", new Register("john", "john@example.com"))
                    .join()
                    .orElseThrow();

            Optional<UserRow> row =
                    gregor.queries().get(UserById.class, "42", done.position()).join();
            Optional<UserState> state =
                    gregor.events().state(User.class, "42").join().map(each -> each.state());

            assertThat(row).map(UserRow::getUsername).contains("john");
            assertThat(state).map(UserState::getStatus).contains(UserStatus.PENDING);
            assertThat(gregor.events().history(User.class, "42", 1, 10).join()).hasSize(1);
            assertThat(gregor.queries()
                            .page(UserById.class, RowRange.all())
                            .join()
                            .rows())
                    .containsOnlyKeys("42");
            assertThat(gregor.queries().count(UserById.class, RowRange.all()).join())
                    .isOne();
            assertThat(gregor.events().ids(User.class, RowRange.all()).join().ids())
                    .containsExactly("42");
            assertThatThrownBy(() -> gregor.queries().get(UsersByStatus.class, "PENDING"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The node runs no projection dev.gregor.user.UsersByStatus, only [UserById]");
        }
    }

    @Test
    void tellsWhyACommandWasNotAccepted() {
        try (Gregor gregor = users("two").start()) {
            var outcome =
                    gregor.commands().send(User.class, "7", new Activate()).join();

            assertThatThrownBy(outcome::orElseThrow)
                    .isInstanceOf(CommandNotAcceptedException.class)
                    .hasMessageStartingWith("The command was rejected (");
            assertThatThrownBy(() -> gregor.commands().send(User.class, "7", new UserState()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Aggregate 'user' has no command dev.gregor.user.UserState, only [");
            Command unknown = Command.of(MessageType.parse("item.ship.v1"), "7", new Activate());
            assertThatThrownBy(() -> gregor.commands().send(unknown))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "The node runs no aggregate with the command 'item.ship.v1', only [user.activate.v1, ");
        }
    }

    @Test
    void runsTwiceInOneProcessAndAgainInItsFolder() throws IOException {
        try (Gregor first = users("first").start();
                Gregor second = users("second").start()) {
            first.commands()
                    .send(User.class, "1", new Register("ann", "ann@example.com"))
                    .join()
                    .orElseThrow();

            assertThat(first.events().version(User.class, "1").join()).isOne();
            assertThat(second.events().version(User.class, "1").join()).isZero();
            assertThatThrownBy(users("first")::create)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("is in use");
        }
        assertThat(outcomeSegments("first")).hasSize(2);
        try (Gregor again = users("first").start()) {
            assertThat(again.events().version(User.class, "1").join()).isOne();
        }
    }

    /** Those of the stores of outcomes; a partition without one would be restored whole at each start. */
    private List<Path> outcomeSegments(String name) throws IOException {
        Path folder = dir.resolve(name).resolve("streams/gregor-" + name + "-write");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("user-handled-commands."))
                    .toList();
        }
    }

    @Test
    void sharesARegistryAndLeavesNothingInIt() {
        MeterRegistry meters = new SimpleMeterRegistry();
        try (Gregor first = users("first").meters(meters).start()) {
            register(first);
            List<String> ofFirst = ownMeters(meters);
            try (Gregor second = users("second").meters(meters).start()) {
                register(second);

                assertThat(ownMeters(meters)).hasSize(2 * ofFirst.size()).containsAll(ofFirst);
                assertThat(meters.find("gregor.command").tag("app", "first").timer())
                        .isNotNull()
                        .extracting(Timer::count)
                        .isEqualTo(1L);
            }
            assertThat(ownMeters(meters)).containsExactlyInAnyOrderElementsOf(ofFirst);
        }
        assertThat(meters.getMeters()).isEmpty();
    }

    private static void register(Gregor gregor) {
        gregor.commands()
                .send(User.class, "1", new Register("ann", "ann@example.com"))
                .join()
                .orElseThrow();
    }

    private static List<String> ownMeters(MeterRegistry meters) {
        return meters.getMeters().stream()
                .map(each -> each.getId().toString())
                .filter(each -> each.contains("'gregor."))
                .toList();
    }

    @Test
    void aRefusedStartIsCuredWithTheBrokerAlone() throws Exception {
        try (Gregor gregor = users("cured").start()) {
            administer(
                    servers(gregor),
                    admin -> admin.createPartitions(Map.of("user.commands", NewPartitions.increaseTo(3)))
                            .all());
        }
        assertThatThrownBy(users("cured")::start)
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("stop all instances and delete it")
                .hasMessageEndingWith("runs the broker of this folder without the application, for Kafka's tools");
        String folder = dir.resolve("cured").toString();
        var settings = Settings.of(Map.of("gregor.data-dir", folder, "gregor.kafka-port", "0"), "a test");

        try (BrokerAlone broker = BrokerAlone.start(settings)) {
            administer(
                    broker.bootstrapServers(),
                    admin -> admin.deleteTopics(List.of("user.commands")).all());
        }

        users("cured").start().close();
    }

    @Test
    void putsTheSettingsOfItsOwnTopicsRight() throws Exception {
        try (Gregor gregor = users("right").start()) {
            administer(
                    servers(gregor),
                    admin -> admin.incrementalAlterConfigs(Map.of(
                                    topic("user.events"),
                                            List.of(set("cleanup.policy", "compact"), set("retention.ms", "5")),
                                    topic("gregor.projections.right"), List.of(set("retention.ms", "86400000")),
                                    topic("gregor-right-write-user-aggregates-changelog"),
                                            List.of(set("cleanup.policy", "delete"))))
                            .all());
            await().until(() -> gregor.warnings().toString().contains("'user.events' has cleanup.policy=compact"));
        }
        try (Gregor gregor = users("right").start()) {
            assertThat(setting(gregor, "user.events", "cleanup.policy")).isEqualTo("delete");
            assertThat(setting(gregor, "user.events", "retention.ms")).isEqualTo("-1");
            assertThat(setting(gregor, "gregor.projections.right", "retention.ms"))
                    .isEqualTo("-1");
            assertThat(setting(gregor, "gregor-right-write-user-aggregates-changelog", "cleanup.policy"))
                    .isEqualTo("compact");
        }
    }

    @Test
    void isNotReadyWithoutTheTopicsFromWhichItsStoresAreRestored() throws Exception {
        String changelog = "gregor-stores-log-user-log-events-changelog";
        try (Gregor gregor = users("stores").start()) {
            register(gregor);
            awaitCommittedOffset(gregor, "gregor-stores-log");
            administer(
                    servers(gregor),
                    admin -> admin.deleteTopics(List.of(changelog)).all());
            await().until(() -> gregor.obstacle()
                    .filter(each -> each.contains("'" + changelog + "' was deleted"))
                    .isPresent());
        }
        try (Gregor gregor = users("stores").start()) {
            await().until(() -> gregor.events().version(User.class, "1").join() == 1);
        }
    }

    /** Waits until nothing is left that would still be written to a changelog. */
    private static void awaitCommittedOffset(Gregor gregor, String group) {
        await().until(() -> administer(
                        servers(gregor),
                        admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .values()
                .stream()
                .anyMatch(each -> each.offset() > 0));
    }

    private static String servers(Gregor gregor) {
        return gregor.bootstrapServers().toCompletableFuture().join();
    }

    private static <T> T administer(String servers, Function<Admin, KafkaFuture<T>> work) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            return work.apply(admin).get();
        }
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static AlterConfigOp set(String setting, String value) {
        return new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
    }

    private static String setting(Gregor gregor, String topic, String setting) throws Exception {
        return administer(
                        servers(gregor),
                        admin -> requireNonNull(admin.describeConfigs(List.of(topic(topic)))
                                .values()
                                .get(topic(topic))))
                .get(setting)
                .value();
    }

    @Test
    void namesASettingThatThereIsNot() {
        assertThatThrownBy(() -> users("x").set("gregor.partition", "2").create())
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("There is no setting 'gregor.partition' (in Gregor.configure())");
    }

    @Test
    void refusesServersThatAreNone() {
        assertThatThrownBy(() -> users("x").bootstrapServers(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("There are no servers in ' '");
    }

    @Test
    void aWaitForAStartThatHasFailedEnds() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Gregor gregor = users("taken")
                        .set("gregor.kafka-port", String.valueOf(taken.getLocalPort()))
                        .create()) {
            assertThatThrownBy(gregor::start).isInstanceOf(BrokerException.class);
            assertThatThrownBy(() -> gregor.awaitReady(obstacle -> {}))
                    .isInstanceOf(StartException.class)
                    .hasMessageStartingWith("The start of the node has failed");
        }
    }

    @Test
    void isNotReadyBeforeItsStartAndAfterItsEnd() {
        Gregor gregor = users("late").create();
        assertThat(gregor.obstacle()).contains("The application starts");
        assertThatThrownBy(gregor::commands)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has not been started");

        gregor.close();

        assertThat(gregor.obstacle()).contains("The application stops");
        assertThatThrownBy(gregor::start).hasMessage("The application stops");
    }
}
