package dev.gregor.user;

import static dev.gregor.testing.AggregateFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.testing.AggregateFixture;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class UserTest {

    private static final AggregateFixture<UserState> NONE = AggregateFixture.of(new User());
    private static final AggregateFixture<UserState> PENDING = NONE.given(new UserRegistered("john", "j@example.com"));
    private static final AggregateFixture<UserState> ACTIVE = PENDING.given(new UserActivated());
    private static final AggregateFixture<UserState> INACTIVE = ACTIVE.given(new UserDeactivated("left"));

    private static final Register REGISTER = new Register("jim", "jim@example.com");
    private static final Activate ACTIVATE = new Activate();
    private static final Deactivate DEACTIVATE = new Deactivate("moved");
    private static final Reactivate REACTIVATE = new Reactivate();
    private static final ChangeEmail CHANGE_EMAIL = new ChangeEmail("jim@example.com");
    private static final Rename RENAME = new Rename("jim");

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void accepts(AggregateFixture<UserState> user, SpecificRecord command, SpecificRecord event) {
        user.when(command).expectEvents(event);
    }

    static Stream<Arguments> accepts() {
        return Stream.of(
                Arguments.of(NONE, REGISTER, new UserRegistered("jim", "jim@example.com")),
                Arguments.of(PENDING, ACTIVATE, new UserActivated()),
                Arguments.of(PENDING, CHANGE_EMAIL, new UserEmailChanged("jim@example.com")),
                Arguments.of(PENDING, RENAME, new UserRenamed("jim")),
                Arguments.of(ACTIVE, DEACTIVATE, new UserDeactivated("moved")),
                Arguments.of(ACTIVE, new Deactivate(""), new UserDeactivated("")),
                Arguments.of(ACTIVE, CHANGE_EMAIL, new UserEmailChanged("jim@example.com")),
                Arguments.of(ACTIVE, RENAME, new UserRenamed("jim")),
                Arguments.of(INACTIVE, REACTIVATE, new UserReactivated()));
    }

    @ParameterizedTest(name = "{1} as {2}")
    @MethodSource
    void rejects(AggregateFixture<UserState> user, SpecificRecord command, String code, String detail) {
        user.withId("42").when(command).expectRejection(code, detail);
    }

    static Stream<Arguments> rejects() {
        String none = "User '42' does not exist; register it first";
        String exists = "User '42' exists; give another id";
        return Stream.of(
                Arguments.of(NONE, ACTIVATE, "not-registered", none),
                Arguments.of(NONE, DEACTIVATE, "not-registered", none),
                Arguments.of(NONE, REACTIVATE, "not-registered", none),
                Arguments.of(NONE, CHANGE_EMAIL, "not-registered", none),
                Arguments.of(NONE, RENAME, "not-registered", none),
                Arguments.of(PENDING, REGISTER, "already-registered", exists),
                Arguments.of(PENDING, DEACTIVATE, "not-active", "User '42' is PENDING, expected ACTIVE"),
                Arguments.of(PENDING, REACTIVATE, "not-inactive", "User '42' is PENDING, expected INACTIVE"),
                Arguments.of(ACTIVE, REGISTER, "already-registered", exists),
                Arguments.of(ACTIVE, ACTIVATE, "not-pending", "User '42' is ACTIVE, expected PENDING"),
                Arguments.of(ACTIVE, REACTIVATE, "not-inactive", "User '42' is ACTIVE, expected INACTIVE"),
                Arguments.of(INACTIVE, REGISTER, "already-registered", exists),
                Arguments.of(INACTIVE, ACTIVATE, "not-pending", "User '42' is INACTIVE, expected PENDING"),
                Arguments.of(INACTIVE, DEACTIVATE, "not-active", "User '42' is INACTIVE, expected ACTIVE"),
                Arguments.of(INACTIVE, CHANGE_EMAIL, "not-active", "is INACTIVE, expected PENDING or ACTIVE"),
                Arguments.of(INACTIVE, RENAME, "not-active", "is INACTIVE, expected PENDING or ACTIVE"));
    }

    @Test
    void rejectsAnInvalidEmailWhereverItIsGiven() {
        NONE.when(new Register("john", "no-mail")).expectRejection("invalid-email", "'no-mail'");
        ACTIVE.when(new ChangeEmail("no-mail")).expectRejection("invalid-email", "'no-mail'");
    }

    @Test
    void rejectsAnInvalidUsernameWhereverItIsGiven() {
        NONE.when(new Register(" john", "j@example.com")).expectRejection("invalid-username", "' john'");
        ACTIVE.when(new Rename(" john")).expectRejection("invalid-username", "' john'");
    }

    @Test
    void rejectsWhatChangesNothing() {
        ACTIVE.when(new ChangeEmail("j@example.com"))
                .expectRejection("unchanged", "The e-mail address is 'j@example.com' already; give another");
        ACTIVE.when(new Rename("john")).expectRejection("unchanged", "The username is 'john' already; give another");
    }

    @Test
    void tellsUpperFromLowerCase() {
        ACTIVE.when(new Rename("John")).expectEvents(new UserRenamed("John"));
    }

    @Test
    void checksTheStatusBeforeTheValue() {
        NONE.when(new Rename("")).expectRejection("not-registered");
        PENDING.when(new Register("", "no-mail")).expectRejection("already-registered");
        INACTIVE.when(new ChangeEmail("no-mail")).expectRejection("not-active");
        INACTIVE.when(new Rename("john")).expectRejection("not-active");
    }

    @Test
    void keepsTheTimesOfRegistrationAndOfTheLastActivation() {
        Duration hour = Duration.ofHours(1);
        NONE.when(new Register("john", "j@example.com"))
                .expectState(new UserState("john", "j@example.com", UserStatus.PENDING, START, null))
                .after(hour)
                .when(ACTIVATE)
                .expectState(activated(UserStatus.ACTIVE, 1))
                .after(hour)
                .when(DEACTIVATE)
                .expectState(activated(UserStatus.INACTIVE, 1))
                .after(hour)
                .when(REACTIVATE)
                .expectState(activated(UserStatus.ACTIVE, 3))
                .expectVersion(4);
    }

    @Test
    void changesOneFieldAndKeepsTheOthers() {
        ACTIVE.when(CHANGE_EMAIL)
                .expectState(new UserState("john", "jim@example.com", UserStatus.ACTIVE, START, START))
                .when(RENAME)
                .expectState(new UserState("jim", "jim@example.com", UserStatus.ACTIVE, START, START));
    }

    @Test
    void isFoundByTheApplication() {
        assertThat(ServiceLoader.load(AggregateRoot.class)).hasExactlyElementsOfTypes(User.class);
    }

    private static UserState activated(UserStatus status, int hours) {
        return new UserState("john", "j@example.com", status, START, START.plus(Duration.ofHours(hours)));
    }
}
