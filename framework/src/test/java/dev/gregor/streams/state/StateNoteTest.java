package dev.gregor.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateNoteTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Map<String, String> NOTED = Map.of("a-changelog", "id,5,7");

    @TempDir
    Path dir;

    private final StateNote note =
            new StateNote("1", Set.of("0_0/rocksdb/store"), THEN, NOTED, Map.of("user.events", "id,5,7"));

    @ParameterizedTest
    @ValueSource(strings = {"id,5,7", "id,6,9"})
    void goesOnWithChangelogsThatHaveGrown(String present) {
        assertThat(note.difference(Map.of("a-changelog", present), THEN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"other,5,7", "other,50,70", "id,5,6", "id,0,0", "id,5", ""})
    void refusesChangelogsThatAreOthersOrHaveLostSomething(String present) {
        assertThat(note.difference(Map.of("a-changelog", present), THEN))
                .contains("is not of topic a-changelog as it is");
    }

    @Test
    void refusesChangelogsThatAreGone() {
        assertThat(note.difference(Map.of(), THEN)).contains("is not of topic a-changelog as it is");
    }

    @Test
    void refusesStoresThatMayHaveMissedDeletions() {
        Instant nextDay = THEN.plus(Duration.ofHours(13));

        assertThat(note.difference(NOTED, nextDay)).isEmpty();
        assertThat(note.difference(Map.of("a-changelog", "id,5,8"), nextDay))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("is of 2026-01-01T00:00:00Z"));
        assertThat(note.difference(Map.of("a-changelog", "id,5,8"), THEN.plus(Duration.ofHours(11))))
                .isEmpty();
    }

    @Test
    void readsNothingFromAFileThatIsNotThereOrIsNoNote() throws IOException {
        assertThat(StateNote.read(dir.resolve("none"))).isEqualTo(StateNote.NONE);
        Path broken = Files.write(dir.resolve("broken"), new byte[] {'\\', 'u', 'x'});
        assertThat(StateNote.read(broken)).isEqualTo(StateNote.NONE);
    }

    @Test
    void readsTheNoteOfAnEarlierVersion() throws IOException {
        Path file = Files.writeString(dir.resolve("note"), "a-changelog=id,5,7\n");

        StateNote earlier = StateNote.read(file);

        assertThat(earlier.changelogs()).isEqualTo(NOTED);
        assertThat(earlier.stores()).isEmpty();
        assertThat(earlier.difference(Map.of("a-changelog", "id,6,7"), THEN.plus(Duration.ofDays(9))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id,5,7", "id,6,7", "other,0,0", ""})
    void hasLostNothingOfTopicsThatHaveGrownOrWereMadeAnew(String present) {
        assertThat(note.lost(Map.of("user.events", present))).isEmpty();
        assertThat(note.lost(Map.of())).isEmpty();
    }

    @Test
    void tellsWhatTopicsHaveLost() {
        assertThat(note.lost(Map.of("user.events", "id,5,6")))
                .containsExactly("user.events, partition 1 ended at offset 7, and ends at 6");
        assertThat(note.lost(Map.of("user.events", "id,0,6"))).hasSize(2);
    }
}
