package dev.gregor.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {

    @TempDir
    private Path folder;

    @Test
    void oneAtATimeHasAFolder() throws IOException {
        try (DataDir first = DataDir.open(folder)) {
            assertThatThrownBy(() -> DataDir.open(folder))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(first.path() + " is in use by another process")
                    .hasMessageContaining("gregor.data-dir");
        }
        DataDir.open(folder).close();
    }

    @Test
    void theInstanceKeepsItsIdInTheFolder() throws IOException {
        String id;
        try (DataDir data = DataDir.open(folder.resolve("made"))) {
            id = data.instanceId();
        }
        try (DataDir again = DataDir.open(folder.resolve("made"))) {
            assertThat(again.instanceId()).isEqualTo(id);
        }
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DataDir.open(file)).hasMessageContaining("cannot be used");
    }
}
