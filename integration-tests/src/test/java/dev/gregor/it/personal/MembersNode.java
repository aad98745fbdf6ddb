package dev.gregor.it.personal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.io.TempDir;

/** Members in a folder, with keys in memory that outlive a node, and what is to be found in the folder. */
abstract class MembersNode {

    @TempDir
    Path dir;

    final MemoryKeyStore store = new MemoryKeyStore();

    final GregorBuilder members(Projection<?>... projections) {
        GregorBuilder builder = Gregor.configure()
                .app("members")
                .dataDir(dir)
                .set("gregor.kafka-port", "0")
                .set("gregor.partitions", "2")
                .aggregate(new Member());
        for (Projection<?> each : projections) {
            builder.projection(each);
        }
        return builder;
    }

    final Gregor start(Projection<?>... projections) throws IOException {
        Path masters = Files.writeString(dir.resolve("master.keys"), "one " + "5a".repeat(32) + '\n');
        return members(projections).privacy(store, FileMasterKeys.hex(masters)).start();
    }

    static Accepted send(Gregor gregor, String id, SpecificRecord command) {
        return gregor.commands().send(Member.class, id, command).join().orElseThrow();
    }

    static void awaitGreeting(Gregor gregor, String id, String text) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(gregor.queries().get(Greetings.class, id).join())
                        .contains(new GreetingRow(text)));
    }

    /** Also in folders that are deleted meanwhile. */
    final void awaitNothingOf(String marker, String path) {
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
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
