package dev.gregor.e2e.access;

import dev.gregor.api.Commands;
import dev.gregor.api.Events;
import dev.gregor.api.Queries;
import dev.gregor.node.Gregor;
import dev.gregor.user.User;
import dev.gregor.user.UserById;
import dev.gregor.user.UsersByStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Access by a node in the process. */
class NodeAccessIT extends AccessContract {

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static Gregor gregor;

    @BeforeAll
    static void start() {
        gregor = Gregor.configure()
                .dataDir(dir.resolve("data"))
                .set("gregor.kafka-port", "0")
                .aggregate(new User())
                .projection(new UserById())
                .projection(new UsersByStatus())
                .start();
    }

    @AfterAll
    static void stop() {
        gregor.close();
    }

    @Override
    Commands commands() {
        return gregor.commands();
    }

    @Override
    Queries queries() {
        return gregor.queries();
    }

    @Override
    Events events() {
        return gregor.events();
    }
}
