package dev.gregor.it.personal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.node.Gregor;
import dev.gregor.node.GregorBuilder;
import dev.gregor.privacy.key.MemoryKeyStore;
import dev.gregor.privacy.key.file.FileMasterKeys;
import dev.gregor.projection.Projection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.io.TempDir;

/** Members in a folder, with keys in memory that outlive a node, and what is to be found in the folder. */
abstract class MembersNode {

    @TempDir
    Path dir;

    final MemoryKeyStore store = new MemoryKeyStore();

    final GregorBuilder members(Projection<?>... projections) {
        return members(new Member(), projections);
    }

    private GregorBuilder members(AggregateRoot<?> member, Projection<?>... projections) {
        GregorBuilder builder = Gregor.configure()
                .app("members")
                .dataDir(dir)
                .set("gregor.kafka-port", "0")
                .set("gregor.partitions", "2")
                .aggregate(member);
        for (Projection<?> each : projections) {
            builder.projection(each);
        }
        return builder;
    }

    final Gregor start(Projection<?>... projections) throws IOException {
        return start(new Member(), projections);
    }

    final Gregor start(AggregateRoot<?> member, Projection<?>... projections) throws IOException {
        Path masters = Files.writeString(dir.resolve("master.keys"), "one " + "5a".repeat(32) + '\n');
        Gregor gregor = members(member, projections)
                .privacy(store, FileMasterKeys.hex(masters))
                .start();
        deletesFilesAtOnce(gregor);
        return gregor;
    }

    /** Else its broker keeps those of topics that are deleted for a minute. */
    private static void deletesFilesAtOnce(Gregor gregor) {
        String servers = gregor.bootstrapServers().toCompletableFuture().join();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            var allBrokers = new ConfigResource(ConfigResource.Type.BROKER, "");
            var delay = new ConfigEntry("log.segment.delete.delay.ms", "500");
            admin.incrementalAlterConfigs(
                            Map.of(allBrokers, List.of(new AlterConfigOp(delay, AlterConfigOp.OpType.SET))))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    static Accepted send(Gregor gregor, String id, SpecificRecord command) {
        return gregor.commands().send(Member.class, id, command).join().orElseThrow();
    }

    static void awaitGreeting(Gregor gregor, String id, String text) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(
                                gregor.queries().get(Greetings.class, id).join())
                        .contains(new GreetingRow(text)));
    }

    final void awaitNothingOf(String marker, String path) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class) // of folders that are deleted meanwhile
                .untilAsserted(() -> assertThat(filesWith(marker, path)).isEmpty());
    }

    /** Files below the folder whose path has one text and whose content the other. */
    final List<Path> filesWith(String marker, String path) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains(path))
                    .filter(file -> content(file).contains(marker))
                    .toList();
        }
    }

    private static String content(Path file) {
        try {
            return new String(Files.readAllBytes(file), ISO_8859_1);
        } catch (NoSuchFileException deleted) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
