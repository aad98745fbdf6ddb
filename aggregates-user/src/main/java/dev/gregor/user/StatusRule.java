package dev.gregor.user;

import static dev.gregor.aggregate.Decision.reject;
import static dev.gregor.user.UserStatus.ACTIVE;
import static dev.gregor.user.UserStatus.INACTIVE;
import static dev.gregor.user.UserStatus.PENDING;

import dev.gregor.aggregate.Decide;
import dev.gregor.aggregate.Decision;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.avro.specific.SpecificRecord;

/** Guards a decision by the status that the user must have; all others are rejected. */
final class StatusRule {

    private StatusRule() {}

    static <C extends SpecificRecord> Decide<UserState, C> ifPending(BiFunction<UserState, C, Decision> decide) {
        return ifIn(List.of(PENDING), "not-pending", decide);
    }

    static <C extends SpecificRecord> Decide<UserState, C> ifActive(BiFunction<UserState, C, Decision> decide) {
        return ifIn(List.of(ACTIVE), "not-active", decide);
    }

    static <C extends SpecificRecord> Decide<UserState, C> ifInactive(BiFunction<UserState, C, Decision> decide) {
        return ifIn(List.of(INACTIVE), "not-inactive", decide);
    }

    static <C extends SpecificRecord> Decide<UserState, C> unlessInactive(BiFunction<UserState, C, Decision> decide) {
        return ifIn(List.of(PENDING, ACTIVE), "not-active", decide);
    }

    private static <C extends SpecificRecord> Decide<UserState, C> ifIn(
            List<UserStatus> statuses, String rejectionCode, BiFunction<UserState, C, Decision> decide) {
        return (user, command, context) -> {
            String id = context.aggregateId();
            if (user == null) {
                return reject("not-registered", "User '" + id + "' does not exist; register it first");
            }
            return statuses.contains(user.getStatus())
                    ? decide.apply(user, command)
                    : reject(
                            rejectionCode,
                            "User '%s' is %s, expected %s".formatted(id, user.getStatus(), list(statuses)));
        };
    }

    private static String list(List<UserStatus> statuses) {
        return String.join(" or ", statuses.stream().map(UserStatus::name).toList());
    }
}
