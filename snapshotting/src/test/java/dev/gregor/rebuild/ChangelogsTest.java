package dev.gregor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountState;
import dev.gregor.failure.PermanentException;
import dev.gregor.rebuild.Workspace.Kind;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import dev.gregor.snapshot.BankAccount;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import dev.gregor.write.WriteSide;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangelogsTest {

    private static final int MAX_STATE = 5_000;
    private static final int LIMIT = 2 * MAX_STATE + WriteSettings.HEADER_BYTES;

    @TempDir
    Path dir;

    private StoppedWriteSide<AccountState> stopped() {
        AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
        Topics topics = Topics.unprefixed();
        var definition = new BankAccount().definition();
        var storage = new SnapshotStorage(codec, topics, SnapshotSettings.standard(), new SimpleMeterRegistry());
        WriteSettings settings = new WriteSettings(
                "app", 2, WriteSettings.of("app").idRetention(), MAX_STATE, MAX_STATE, 1, Set.of(), 100);
        var writeSide = new WriteSide(List.of(definition), topics, codec, storage, settings);
        Map<String, Object> kafka = Map.of("bootstrap.servers", "127.0.0.1:1");
        return new StoppedWriteSide<>(writeSide, definition, "gregor-app-write", kafka, dir, (short) 1, line -> {});
    }

    private static void write(Workspace workspace, int partition, String id, int bytes) {
        workspace.write(
                Map.of(Bytes.wrap(Workspace.key(Kind.AGGREGATE, partition, id.getBytes(UTF_8))), new byte[bytes]));
    }

    @Test
    void refusesAStateThatNoChangelogTakesBeforeAnythingIsDeleted() {
        try (Workspace workspace = Workspace.open(dir.resolve("work"), "test");
                Changelogs changelogs = new Changelogs(stopped())) {
            write(workspace, 0, "small", 10);
            write(workspace, 1, "largest", LIMIT);
            assertThatCode(() -> changelogs.requireSizes(workspace)).doesNotThrowAnyException();

            write(workspace, 1, "too-large", LIMIT + 1);
            assertThatThrownBy(() -> changelogs.requireSizes(workspace))
                    .isInstanceOf(PermanentException.class)
                    .hasMessage("The state of 'too-large' has 75537 bytes, more than the 75536 that a changelog takes;"
                            + " raise gregor.max-state-bytes. The stores are as before.");
        }
    }
}
