package dev.gregor.user;

import static dev.gregor.user.UserStatus.ACTIVE;
import static dev.gregor.user.UserStatus.INACTIVE;
import static dev.gregor.user.UserStatus.PENDING;

import dev.gregor.projection.Projection;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The read model {@code users-by-status}: how many users have each status, by its name. A status that users have left
 * keeps its row, with 0; one that none has ever had has no row.
 */
public final class UsersByStatus extends Projection<CountRow> {

    /** Defines the read model. */
    public UsersByStatus() {
        super("users-by-status", 1, CountRow.class);
        enter(UserRegistered.class, PENDING);
        move(UserActivated.class, PENDING, ACTIVE);
        move(UserDeactivated.class, ACTIVE, INACTIVE);
        move(UserReactivated.class, INACTIVE, ACTIVE);
    }

    private void move(Class<? extends SpecificRecord> event, UserStatus from, UserStatus to) {
        on(event, happened -> from.name(), (row, happened) -> plus(row, -1));
        enter(event, to);
    }

    private void enter(Class<? extends SpecificRecord> event, UserStatus to) {
        on(event, happened -> to.name(), (row, happened) -> plus(row, 1));
    }

    private static CountRow plus(@Nullable CountRow row, long users) {
        return new CountRow((row == null ? 0 : row.getCount()) + users);
    }
}
