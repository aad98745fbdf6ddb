package dev.gregor.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.projection.Projection;
import dev.gregor.testing.ProjectionFixture;
import java.time.Instant;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

final class ReadModelsTest {

    private static final UserRegistered JOHN = new UserRegistered("john", "j@example.com");
    private static final UserRegistered JIM = new UserRegistered("jim", "jim@example.com");

    private static <R extends SpecificRecord> ProjectionFixture<R> of(Projection<R> projection) {
        return ProjectionFixture.of(projection).withAggregate(new User());
    }

    @Test
    void userByIdShowsEachUserAsOfNow() {
        of(new UserById())
                .given("1", JOHN, new UserActivated(), new UserRenamed("johnny"))
                .given("2", JIM, new UserEmailChanged("new@example.com"))
                .expectRows(Map.of(
                        "1", new UserRow("johnny", "j@example.com", UserStatus.ACTIVE),
                        "2", new UserRow("jim", "new@example.com", UserStatus.PENDING)));
    }

    @Test
    void userByIdFollowsTheStatus() {
        of(new UserById())
                .given("1", JOHN, new UserActivated(), new UserDeactivated("left"))
                .expectRow("1", new UserRow("john", "j@example.com", UserStatus.INACTIVE))
                .given("1", new UserReactivated())
                .expectRow("1", new UserRow("john", "j@example.com", UserStatus.ACTIVE));
    }

    @Test
    void userByIdNeedsNoRepartitioning() {
        assertThat(new UserById().definition().keyedByAggregate()).isTrue();
    }

    @Test
    void usersByStatusCountsAndKeepsAStatusThatFellToZero() {
        of(new UsersByStatus())
                .given("1", JOHN)
                .given("2", JIM, new UserRenamed("jimmy"))
                .expectRows(Map.of("PENDING", new CountRow(2L)))
                .given("1", new UserActivated())
                .given("2", new UserActivated(), new UserDeactivated("left"))
                .expectRows(counts(0, 1, 1))
                .given("2", new UserReactivated())
                .expectRows(counts(0, 2, 0));
    }

    @Test
    void registrationsPerHourCountsByTheStartOfTheHour() {
        of(new RegistrationsPerHour())
                .at(Instant.parse("2026-01-31T10:00:00Z"))
                .given("1", JOHN, new UserActivated())
                .at(Instant.parse("2026-01-31T10:59:59.999Z"))
                .given("2", JIM)
                .at(Instant.parse("2026-01-31T11:00:00Z"))
                .given("3", JIM)
                .expectRows(Map.of("2026-01-31T10:00:00Z", new CountRow(2L), "2026-01-31T11:00:00Z", new CountRow(1L)));
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
