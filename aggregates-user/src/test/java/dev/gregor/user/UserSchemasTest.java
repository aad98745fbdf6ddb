package dev.gregor.user;

import dev.gregor.testing.SchemaCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UserSchemasTest {

    @Test
    void goTogetherWithAllThatWereAccepted() {
        SchemaCheck.of(new User()).against(Path.of("src/test/schemas"));
    }
}
