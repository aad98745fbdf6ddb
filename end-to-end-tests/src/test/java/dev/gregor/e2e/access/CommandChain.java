package dev.gregor.e2e.access;

import dev.gregor.api.Commands;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;
import dev.gregor.position.Position;
import dev.gregor.user.ChangeEmail;
import dev.gregor.user.Register;
import dev.gregor.user.User;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sends the commands of one user, each when the one before is accepted, which each expects. */
final class CommandChain {

    private final Commands commands;
    private final String user;
    private final int length;
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile @Nullable Position last;
    private volatile @Nullable String wrong;

    CommandChain(Commands commands, String user, int length) {
        this.commands = commands;
        this.user = user;
        this.length = length;
    }

    void start() {
        next();
    }

    private void next() {
        Command command = commands.command(
                        User.class,
                        user,
                        accepted() == 0 ? new Register(user, email(1)) : new ChangeEmail(email(accepted() + 1)))
                .withId(user + "-" + (accepted() + 1))
                .withExpectedVersion(accepted());
        ids.add(command.id());
        send(command);
    }

    private static String email(int number) {
        return "a" + number + "@example.com";
    }

    private void send(Command command) {
        commands.send(command).thenAccept(outcome -> continueAfter(command, outcome));
    }

    private void continueAfter(Command command, CommandOutcome outcome) {
        if (outcome instanceof Accepted done) {
            last = done.position();
            if (accepted.incrementAndGet() < length) {
                next();
            }
        } else if (outcome instanceof Unknown || outcome instanceof Unavailable) {
            send(command);
        } else {
            wrong = command.id() + ": " + outcome;
        }
    }

    /** Whether all are accepted; throws if one has ended otherwise. */
    boolean isDone() {
        if (wrong != null) {
            throw new AssertionError(wrong);
        }
        return accepted() == length;
    }

    int accepted() {
        return accepted.get();
    }

    String user() {
        return user;
    }

    String lastEmail() {
        return email(length);
    }

    List<String> ids() {
        return List.copyOf(ids);
    }

    Position lastPosition() {
        if (last == null) {
            throw new AssertionError(user + " has no accepted command");
        }
        return last;
    }
}
