package dev.gregor.user;

import static dev.gregor.aggregate.Decision.events;
import static dev.gregor.aggregate.Decision.reject;
import static dev.gregor.user.StatusRule.ifActive;
import static dev.gregor.user.StatusRule.ifInactive;
import static dev.gregor.user.StatusRule.ifPending;
import static dev.gregor.user.StatusRule.unlessInactive;
import static dev.gregor.user.UserStatus.ACTIVE;
import static dev.gregor.user.UserStatus.INACTIVE;
import static dev.gregor.user.UserStatus.PENDING;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.CommandContext;
import dev.gregor.aggregate.Decision;
import dev.gregor.aggregate.EventContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user: registered, then activated, and from then on deactivated and reactivated at will.
 *
 * <pre>
 * command       no user         PENDING             ACTIVE              INACTIVE
 * register      registered      already-registered  already-registered  already-registered
 * activate      not-registered  activated           not-pending         not-pending
 * deactivate    not-registered  not-active          deactivated         not-active
 * reactivate    not-registered  not-inactive        not-inactive        reactivated
 * change-email  not-registered  email-changed       email-changed       not-active
 * rename        not-registered  renamed             renamed             not-active
 * </pre>
 *
 * <p>A pending user may correct what was mistyped at registration; an inactive one is to be reactivated first. After the
 * status the new value is checked ({@code invalid-username} before {@code invalid-email}), and then whether it is new at
 * all ({@code unchanged}; upper and lower case differ). Any reason for a deactivation will do.
 *
 * <p>A username has 1 to 64 characters, no control characters, and no blank at either end. An e-mail address is
 * {@code name@host.domain} with at most 64 characters before the {@code @} and 254 in all; letters and digits of every
 * script will do, quoted names and IP addresses will not. Nobody is asked whether the address exists, or is another
 * user's.
 */
public final class User extends AggregateRoot<UserState> {

    /** Defines the aggregate. */
    public User() {
        super("user", UserState.class);

        command("register.v1", Register.class, this::register, UserRegistered.class);
        command("activate.v1", Activate.class, ifPending(this::activate), UserActivated.class);
        command("deactivate.v1", Deactivate.class, ifActive(this::deactivate), UserDeactivated.class);
        command("reactivate.v1", Reactivate.class, ifInactive(this::reactivate), UserReactivated.class);
        command("change-email.v1", ChangeEmail.class, unlessInactive(this::changeEmail), UserEmailChanged.class);
        command("rename.v1", Rename.class, unlessInactive(this::rename), UserRenamed.class);

        event("registered.v1", UserRegistered.class, this::registered);
        event("activated.v1", UserActivated.class, this::activated);
        event("deactivated.v1", UserDeactivated.class, this::deactivated);
        event("reactivated.v1", UserReactivated.class, this::reactivated);
        event("email-changed.v1", UserEmailChanged.class, this::emailChanged);
        event("renamed.v1", UserRenamed.class, this::renamed);
    }

    private Decision register(@Nullable UserState user, Register command, CommandContext context) {
        if (user != null) {
            return reject("already-registered", "User '" + context.aggregateId() + "' exists; give another id");
        }
        return UsernameRule.violation(command.getUsername())
                .or(() -> EmailRule.violation(command.getEmail()))
                .orElseGet(() -> events(new UserRegistered(command.getUsername(), command.getEmail())));
    }

    private Decision activate(UserState user, Activate command) {
        return events(new UserActivated());
    }

    private Decision deactivate(UserState user, Deactivate command) {
        return events(new UserDeactivated(command.getReason()));
    }

    private Decision reactivate(UserState user, Reactivate command) {
        return events(new UserReactivated());
    }

    private Decision changeEmail(UserState user, ChangeEmail command) {
        return EmailRule.violation(command.getEmail())
                .or(() -> unchanged("e-mail address", user.getEmail(), command.getEmail()))
                .orElseGet(() -> events(new UserEmailChanged(command.getEmail())));
    }

    private Decision rename(UserState user, Rename command) {
        return UsernameRule.violation(command.getUsername())
                .or(() -> unchanged("username", user.getUsername(), command.getUsername()))
                .orElseGet(() -> events(new UserRenamed(command.getUsername())));
    }

    private UserState registered(@Nullable UserState user, UserRegistered event, EventContext context) {
        return new UserState(event.getUsername(), event.getEmail(), PENDING, context.time(), null);
    }

    private UserState activated(@Nullable UserState user, UserActivated event, EventContext context) {
        return UserState.newBuilder(user)
                .setStatus(ACTIVE)
                .setActivatedAt(context.time())
                .build();
    }

    private UserState deactivated(@Nullable UserState user, UserDeactivated event) {
        return UserState.newBuilder(user).setStatus(INACTIVE).build();
    }

    private UserState reactivated(@Nullable UserState user, UserReactivated event, EventContext context) {
        return UserState.newBuilder(user)
                .setStatus(ACTIVE)
                .setActivatedAt(context.time())
                .build();
    }

    private UserState emailChanged(@Nullable UserState user, UserEmailChanged event) {
        return UserState.newBuilder(user).setEmail(event.getEmail()).build();
    }

    private UserState renamed(@Nullable UserState user, UserRenamed event) {
        return UserState.newBuilder(user).setUsername(event.getUsername()).build();
    }

    private static Optional<Decision> unchanged(String what, String current, String next) {
        return current.equals(next)
                ? Optional.of(reject("unchanged", "The " + what + " is '" + next + "' already; give another"))
                : Optional.empty();
    }
}
