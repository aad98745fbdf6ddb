package dev.gregor.e2e.access;

import dev.gregor.api.Commands;
import dev.gregor.api.Events;
import dev.gregor.api.Queries;
import dev.gregor.client.GregorClient;
import dev.gregor.e2e.JarProcess;
import dev.gregor.user.User;
import dev.gregor.user.UserById;
import dev.gregor.user.UsersByStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Access by a client, to the JAR in a process of its own. */
class ClientAccessIT extends AccessContract {

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static JarProcess app;

    @SuppressWarnings("NullAway.Init")
    private static GregorClient gregor;

    @BeforeAll
    static void start() {
        app = JarProcess.start(dir.resolve("data"));
        gregor = GregorClient.configure()
                .baseUri(app.url())
                .aggregate(new User())
                .projection(new UserById())
                .projection(new UsersByStatus())
                .connect();
    }

    @AfterAll
    static void stop() {
        gregor.close();
        app.close();
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
