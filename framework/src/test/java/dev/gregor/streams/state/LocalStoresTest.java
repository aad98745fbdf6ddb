package dev.gregor.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoresTest {

    private static final String COUNTERS = "0_1/rocksdb/counters";
    private static final String AGGREGATES = "0_1/rocksdb/aggregates";
    private static final String OUTCOMES = "0_1/outcomes/outcomes.86400000";
    private static final String OTHER_TASK = "0_2/rocksdb/counters";

    @TempDir
    Path dir;

    @BeforeEach
    void makeStores() throws IOException {
        for (String store : Set.of(COUNTERS, AGGREGATES, OUTCOMES, OTHER_TASK)) {
            make(store);
        }
    }

    private void make(String store) throws IOException {
        Files.createDirectories(folder().resolve(store));
        Files.createFile(folder().resolve(store).resolve("CURRENT"));
    }

    private Path folder() {
        return dir.resolve("application");
    }

    private Set<String> mark(String mark) throws IOException {
        return new LocalStores(folder()).mark(mark);
    }

    private Set<String> notClosedTogether(String mark, Set<String> marked) {
        return new LocalStores(folder()).tasksNotClosedTogether(mark, marked);
    }

    private static void copy(Path from, Path to) throws IOException {
        Utils.delete(to.toFile());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void goesOnWithStoresThatWereClosedTogether() throws IOException {
        Set<String> marked = mark("2");

        assertThat(marked).containsExactlyInAnyOrder(COUNTERS, AGGREGATES, OUTCOMES, OTHER_TASK);
        assertThat(notClosedTogether("2", marked)).isEmpty();
    }

    @Test
    void goesOnWithStoresThatNobodyHasMarked() {
        assertThat(notClosedTogether("", Set.of())).isEmpty();
    }

    @Test
    void noticesAnOlderStore() throws IOException {
        for (String older : Set.of(COUNTERS, AGGREGATES, OUTCOMES, "0_1/outcomes", "0_1/rocksdb")) {
            mark("1");
            copy(folder().resolve(older), dir.resolve("older"));
            Set<String> marked = mark("2");
            copy(dir.resolve("older"), folder().resolve(older));

            assertThat(notClosedTogether("2", marked)).as(older).containsExactly("0_1");
        }
    }

    @Test
    void noticesAnOlderTask() throws IOException {
        mark("1");
        copy(folder().resolve("0_2"), dir.resolve("older"));
        Set<String> marked = mark("2");
        copy(dir.resolve("older"), folder().resolve("0_2"));

        assertThat(notClosedTogether("2", marked)).containsExactly("0_2");
    }

    @Test
    void noticesAStoreThatIsGone() throws IOException {
        for (String gone : Set.of(COUNTERS, AGGREGATES, OUTCOMES, "0_1/outcomes", "0_1/rocksdb")) {
            Set<String> marked = mark("1");
            copy(folder(), dir.resolve("whole"));
            Utils.delete(folder().resolve(gone).toFile());

            assertThat(notClosedTogether("1", marked)).as(gone).containsExactly("0_1");
            copy(dir.resolve("whole"), folder());
        }
    }

    @Test
    void noticesAnEmptyStoreInThePlaceOfOneThatWasMarked() throws IOException {
        Set<String> marked = mark("1");
        Utils.delete(folder().resolve(AGGREGATES).toFile());
        make(AGGREGATES);

        assertThat(notClosedTogether("1", marked)).containsExactly("0_1");
    }

    @Test
    void noticesThatTheNoteIsGoneOrOlder() throws IOException {
        Set<String> before = mark("1");
        mark("2");

        assertThat(notClosedTogether("", Set.of())).containsExactly("0_1", "0_2");
        assertThat(notClosedTogether("1", before)).containsExactly("0_1", "0_2");
    }

    @Test
    void goesOnWithAStoreThatWasMadeSinceAndWithoutATaskThatIsGone() throws IOException {
        Set<String> marked = mark("1");
        make("0_1/outcomes/outcomes.172800000");
        make("0_3/rocksdb/counters");
        Utils.delete(folder().resolve("0_2").toFile());

        assertThat(notClosedTogether("1", marked)).isEmpty();
    }

    @Test
    void writesWhatItReads() throws IOException {
        StateNote written = StateNote.of(
                Map.of("changelog", "id,5"), Map.of("user.events", "id,7"), new LocalStores(folder()), Instant.EPOCH);

        written.write(folder().resolve("note"));

        assertThat(StateNote.read(folder().resolve("note"))).isEqualTo(written);
        assertThat(written.stores()).hasSize(4);
    }
}
