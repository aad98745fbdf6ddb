package dev.gregor.node.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;
import dev.gregor.message.MessageType;
import dev.gregor.streams.health.Obstacle;
import dev.gregor.user.Register;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PossibleCommandsTest {

    private static final Obstacle OBSTACLE = new Obstacle("the reason", Instant.parse("2026-01-31T10:00:00Z"));
    private static final Command COMMAND =
            Command.of(MessageType.parse("user.register.v1"), "42", new Register("john", "john@example.com"));

    private final CommandOutcome late = new Unknown(COMMAND.id(), "No outcome within 10 s");
    private CommandOutcome sent = late;
    private Optional<Obstacle> refusal = Optional.empty();
    private Optional<Obstacle> writeSide = Optional.empty();

    private CommandOutcome send() {
        return new PossibleCommands(command -> CompletableFuture.completedFuture(sent), () -> refusal, () -> writeSide)
                .send(COMMAND)
                .join();
    }

    @Test
    void refusesWithTheReasonWhatNobodyWouldHandle() {
        refusal = Optional.of(OBSTACLE);

        assertThat(send()).isEqualTo(new Unavailable("the reason (since 2026-01-31T10:00:00Z)"));
    }

    @Test
    void saysWhyAnOutcomeMayBeUnknown() {
        writeSide = Optional.of(OBSTACLE);

        assertThat(send())
                .isEqualTo(new Unknown(
                        COMMAND.id(),
                        "No outcome within 10 s; the write side does not work: the reason (since"
                                + " 2026-01-31T10:00:00Z)"));
    }

    @Test
    void leavesOtherOutcomesAlone() {
        assertThat(send()).isEqualTo(late);

        writeSide = Optional.of(OBSTACLE);
        sent = new Unavailable("10000 commands wait");
        assertThat(send()).isEqualTo(sent);
    }
}
