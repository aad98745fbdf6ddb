package dev.gregor.user;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What a user should do, told a second time in other words, to compare the aggregate with. */
final class UserModel {

    private static final List<String> STATUSES = List.of("none", "PENDING", "ACTIVE", "INACTIVE");
    private static final Map<Class<?>, List<String>> NEXT = Map.of(
            Register.class, List.of("PENDING", "already-registered", "already-registered", "already-registered"),
            Activate.class, List.of("not-registered", "ACTIVE", "not-pending", "not-pending"),
            Deactivate.class, List.of("not-registered", "not-active", "INACTIVE", "not-active"),
            Reactivate.class, List.of("not-registered", "not-inactive", "not-inactive", "ACTIVE"),
            ChangeEmail.class, List.of("not-registered", "PENDING", "ACTIVE", "not-active"),
            Rename.class, List.of("not-registered", "PENDING", "ACTIVE", "not-active"));

    private String status = "none";
    private String username = "";
    private String email = "";
    private Instant registeredAt = Instant.EPOCH;
    private @Nullable Instant activatedAt;
    private long version;

    /** Handles the command; answers the code of the rejection, or nothing if it is accepted. */
    String handle(SpecificRecord command, Instant now) {
        String next = requireNonNull(NEXT.get(command.getClass())).get(STATUSES.indexOf(status));
        String code = STATUSES.contains(next) ? invalid(text(command, "username"), text(command, "email")) : next;
        if (code.isEmpty()) {
            change(command, next, now);
        }
        return code;
    }

    UserState state() {
        return new UserState(username, email, UserStatus.valueOf(status), registeredAt, activatedAt);
    }

    boolean exists() {
        return version > 0;
    }

    long version() {
        return version;
    }

    private String invalid(@Nullable String newUsername, @Nullable String newEmail) {
        if (newUsername != null && newUsername.isEmpty()) {
            return "invalid-username";
        }
        if (newEmail != null && !newEmail.contains("@")) {
            return "invalid-email";
        }
        return username.equals(newUsername) || email.equals(newEmail) ? "unchanged" : "";
    }

    private void change(SpecificRecord command, String next, Instant now) {
        String newUsername = text(command, "username");
        String newEmail = text(command, "email");
        username = newUsername == null ? username : newUsername;
        email = newEmail == null ? email : newEmail;
        registeredAt = status.equals("none") ? now : registeredAt;
        activatedAt = next.equals("ACTIVE") && !status.equals("ACTIVE") ? now : activatedAt;
        status = next;
        version++;
    }

    private static @Nullable String text(SpecificRecord command, String field) {
        return command.getSchema().getField(field) == null
                ? null
                : (String) command.get(command.getSchema().getField(field).pos());
    }
}
