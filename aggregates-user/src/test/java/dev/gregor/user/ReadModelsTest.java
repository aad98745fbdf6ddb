package dev.gregor.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.projection.Projection;
import java.time.Instant;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class ReadModelsTest {

    private static final Instant TEN = Instant.parse("2026-01-31T10:00:00Z");
    private static final UserRegistered JOHN = new UserRegistered("john", "j@example.com");
    private static final UserRegistered JIM = new UserRegistered("jim", "jim@example.com");

    @Test
    void userByIdShowsEachUserAsOfNow() {
        ReadModel<UserRow> users = new ReadModel<>(new UserById())
                .given("1", TEN, JOHN, new UserActivated(), new UserRenamed("johnny"))
                .given("2", TEN, JIM, new UserEmailChanged("new@example.com"));

        assertThat(users.rows())
                .isEqualTo(Map.of(
                        "1", new UserRow("johnny", "j@example.com", UserStatus.ACTIVE),
                        "2", new UserRow("jim", "new@example.com", UserStatus.PENDING)));
    }

    @Test
    void userByIdFollowsTheStatus() {
        ReadModel<UserRow> users = new ReadModel<>(new UserById());

        users.given("1", TEN, JOHN, new UserActivated(), new UserDeactivated("left"));
        assertThat(users.rows()).containsEntry("1", new UserRow("john", "j@example.com", UserStatus.INACTIVE));

        users.given("1", TEN, new UserReactivated());
        assertThat(users.rows()).containsEntry("1", new UserRow("john", "j@example.com", UserStatus.ACTIVE));
    }

    @Test
    void userByIdNeedsNoRepartitioning() {
        assertThat(new UserById().definition().keyedByAggregate()).isTrue();
    }

    @Test
    void usersByStatusCountsAndKeepsAStatusThatFellToZero() {
        ReadModel<CountRow> counts = new ReadModel<>(new UsersByStatus());

        counts.given("1", TEN, JOHN).given("2", TEN, JIM, new UserRenamed("jimmy"));
        assertThat(counts.rows()).isEqualTo(Map.of("PENDING", new CountRow(2L)));

        counts.given("1", TEN, new UserActivated()).given("2", TEN, new UserActivated(), new UserDeactivated("left"));
        assertThat(counts.rows()).isEqualTo(counts(0, 1, 1));

        counts.given("2", TEN, new UserReactivated());
        assertThat(counts.rows()).isEqualTo(counts(0, 2, 0));
    }

    @Test
    void registrationsPerHourCountsByTheStartOfTheHour() {
        ReadModel<CountRow> counts = new ReadModel<>(new RegistrationsPerHour())
                .given("1", TEN, JOHN, new UserActivated())
                .given("2", Instant.parse("2026-01-31T10:59:59.999Z"), JIM)
                .given("3", Instant.parse("2026-01-31T11:00:00Z"), JIM);

        assertThat(counts.rows())
                .isEqualTo(Map.of("2026-01-31T10:00:00Z", new CountRow(2L), "2026-01-31T11:00:00Z", new CountRow(1L)));
    }

    @Test
    void areFoundByTheApplication() {
        assertThat(ServiceLoader.load(Projection.class))
                .hasExactlyElementsOfTypes(UserById.class, UsersByStatus.class, RegistrationsPerHour.class);
    }

    private static Map<String, CountRow> counts(long pending, long active, long inactive) {
        return Map.of(
                "PENDING", new CountRow(pending), "ACTIVE", new CountRow(active), "INACTIVE", new CountRow(inactive));
    }
}
