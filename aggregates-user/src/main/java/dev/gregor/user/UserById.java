package dev.gregor.user;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import org.jspecify.annotations.Nullable;

/** The read model {@code user-by-id}: each user as of now, by id. */
public final class UserById extends Projection<UserRow> {

    /** Defines the read model. */
    public UserById() {
        super("user-by-id", 1, UserRow.class);
        on(UserRegistered.class, UserById::registered);
        on(UserActivated.class, (row, event) -> with(row, UserStatus.ACTIVE));
        on(UserDeactivated.class, (row, event) -> with(row, UserStatus.INACTIVE));
        on(UserReactivated.class, (row, event) -> with(row, UserStatus.ACTIVE));
        on(UserEmailChanged.class, UserById::emailChanged);
        on(UserRenamed.class, UserById::renamed);
    }

    private static UserRow registered(@Nullable UserRow row, Event<UserRegistered> event) {
        return new UserRow(event.data().getUsername(), event.data().getEmail(), UserStatus.PENDING);
    }

    private static UserRow emailChanged(@Nullable UserRow row, Event<UserEmailChanged> event) {
        return UserRow.newBuilder(row).setEmail(event.data().getEmail()).build();
    }

    private static UserRow renamed(@Nullable UserRow row, Event<UserRenamed> event) {
        return UserRow.newBuilder(row).setUsername(event.data().getUsername()).build();
    }

    private static UserRow with(@Nullable UserRow row, UserStatus status) {
        return UserRow.newBuilder(row).setStatus(status).build();
    }
}
