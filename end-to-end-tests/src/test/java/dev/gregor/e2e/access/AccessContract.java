package dev.gregor.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.api.Commands;
import dev.gregor.api.Events;
import dev.gregor.api.LiveStart;
import dev.gregor.api.Queries;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Conflict;
import dev.gregor.command.CommandOutcome.IdReused;
import dev.gregor.command.CommandOutcome.RecordedEvent;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.event.LiveEvent;
import dev.gregor.message.Event;
import dev.gregor.message.MessageType;
import dev.gregor.projection.query.RowRange;
import dev.gregor.user.Activate;
import dev.gregor.user.ChangeEmail;
import dev.gregor.user.CountRow;
import dev.gregor.user.Register;
import dev.gregor.user.RegistrationsPerHour;
import dev.gregor.user.Rename;
import dev.gregor.user.User;
import dev.gregor.user.UserById;
import dev.gregor.user.UserEmailChanged;
import dev.gregor.user.UserRegistered;
import dev.gregor.user.UserRow;
import dev.gregor.user.UserState;
import dev.gregor.user.UserStatus;
import dev.gregor.user.UsersByStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What holds of commands, queries and events, whoever gives access to them. */
abstract class AccessContract {

    abstract Commands commands();

    abstract Queries queries();

    abstract Events events();

    private Accepted register(String id) {
        return accepted(id, new Register("name of " + id, "a@example.com"));
    }

    private Accepted accepted(String id, SpecificRecord data) {
        return commands().send(User.class, id, data).join().orElseThrow();
    }

    private CommandOutcome sent(Command command) {
        return commands().send(command).join();
    }

    @Test
    void acceptsACommandOnce() {
        Command register = commands()
                .command(User.class, "once", new Register("ann", "ann@example.com"))
                .withId("register once")
                .withExpectedVersion(0);

        Accepted first = (Accepted) sent(register);
        Accepted again = (Accepted) sent(register);

        assertThat(first.aggregateId()).isEqualTo("once");
        assertThat(first.version()).isOne();
        assertThat(first.events()).containsExactly(new RecordedEvent("user/once/1", "user.registered.v1", 1));
        assertThat(first.position().aggregateType()).isEqualTo("user");
        assertThat(first.replayed()).isFalse();
        assertThat(again)
                .isEqualTo(new Accepted(first.aggregateId(), first.version(), first.events(), first.position(), true));
    }

    @Test
    void tellsWhyACommandIsNotAccepted() {
        register("refused");
        Command activate = commands().command(User.class, "refused", new Activate());
        Command used = commands().command(User.class, "refused", new ChangeEmail("b@example.com"));
        sent(used).orElseThrow();

        assertThat(commands().send(User.class, "nobody", new Activate()).join())
                .isInstanceOfSatisfying(Rejected.class, rejected -> {
                    assertThat(rejected.code()).isEqualTo("not-registered");
                    assertThat(rejected.detail()).isNotEmpty();
                    assertThat(rejected.version()).isZero();
                });
        assertThat(sent(activate.withExpectedVersion(7))).isEqualTo(new Conflict(7, 2, List.of(), false));
        assertThat(sent(activate.withExpectedVersion(0).withId("another")))
                .isEqualTo(new Conflict(0, 2, List.of("user.email-changed.v1", "user.registered.v1"), false));
        assertThat(sent(activate.withId("since").withNoneOfSince(1, MessageType.parse("user.email-changed.v1"))))
                .isEqualTo(new Conflict(1, 2, List.of("user.email-changed.v1"), false));
        assertThat(sent(commands()
                        .command(User.class, "refused", new Rename("other"))
                        .withId(used.id())))
                .isInstanceOfSatisfying(
                        IdReused.class, reused -> assertThat(reused.commandId()).isEqualTo(used.id()));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> commands().send(User.class, "1", new UserState()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Aggregate 'user' has no command dev.gregor.user.UserState, only [");
        assertThatThrownBy(() -> commands().send(Command.of(MessageType.parse("item.ship.v1"), "1", new Activate())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'item.ship.v1'");
        assertThatThrownBy(() -> queries().get(RegistrationsPerHour.class, "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RegistrationsPerHour");
    }

    @Test
    void showsInAReadModelWhatACommandDid() {
        Accepted done = register("shown");

        Optional<UserRow> row =
                queries().get(UserById.class, "shown", done.position()).join();

        assertThat(row).contains(new UserRow("name of shown", "a@example.com", UserStatus.PENDING));
        assertThat(queries().get(UserById.class, "shown").join()).isEqualTo(row);
        assertThat(queries().get(UserById.class, "unknown").join()).isEmpty();
        assertThat(queries().get(UserById.class, "retry").join()).isEmpty();
    }

    @Test
    void findsNoRowWithAnEmptyKey() {
        assertThat(queries().get(UserById.class, "").join()).isEmpty();
    }

    @Test
    void readsPageAfterPage() {
        List<String> ids = IntStream.range(0, 5).mapToObj(i -> "page/" + i).toList();
        ids.forEach(this::register);
        Accepted last = accepted("page/4", new Activate());
        RowRange range = RowRange.all().withPrefix("page/").withLimit(2);

        Queries.Page<UserRow> first =
                queries().page(UserById.class, range, last.position()).join();
        assertThat(first.rows()).containsOnlyKeys("page/0", "page/1");
        assertThat(queries()
                        .page(UserById.class, range.withCursor(first.cursor()))
                        .join()
                        .rows())
                .containsOnlyKeys("page/2", "page/3");
        assertThat(queries().stream(UserById.class, range).map(Map.Entry::getKey))
                .containsExactlyElementsOf(ids);
        assertThat(queries().stream(UserById.class, range.withDescending(true)).map(Map.Entry::getKey))
                .containsExactly("page/4", "page/3", "page/2", "page/1", "page/0");
        assertThat(queries().count(UserById.class, range).join()).isEqualTo(5);
        assertThat(queries()
                        .count(UserById.class, range.withFrom("page/1").withTo("page/3"), last.position())
                        .join())
                .isEqualTo(2);
        assertThat(events().streamIds(User.class, range)).containsExactlyElementsOf(ids);
        assertThat(events().ids(User.class, range.withFrom("page/3")).join().ids())
                .containsExactly("page/3", "page/4");
    }

    @Test
    void readsStatesAndEvents() {
        Instant before = Instant.now().minusSeconds(3600);
        register("history");
        accepted("history", new ChangeEmail("new@example.com"));

        assertThat(events().version(User.class, "history").join()).isEqualTo(2);
        assertThat(events().state(User.class, "history").join())
                .map(AggregateState::state)
                .map(UserState::getEmail)
                .contains("new@example.com");
        assertThat(events().stateAt(User.class, "history", 1).join())
                .map(AggregateState::state)
                .map(UserState::getEmail)
                .contains("a@example.com");
        assertThat(events().stateAt(User.class, "history", 3).join()).isEmpty();
        assertThat(events().stateAt(User.class, "history", before).join()).isEmpty();
        assertThat(events().stateAt(User.class, "history", Instant.now().plusSeconds(60))
                        .join())
                .map(AggregateState::version)
                .contains(2L);
        List<Event<?>> history =
                events().history(User.class, "history", 1, 5000).join();
        assertThat(history.stream().<Object>map(Event::data))
                .containsExactly(
                        new UserRegistered("name of history", "a@example.com"),
                        new UserEmailChanged("new@example.com"));
        assertThat(history).extracting(Event::version).containsExactly(1L, 2L);
        assertThat(history.get(0).metadata().id()).isEqualTo("user/history/1");
        assertThat(history.get(0).metadata().type()).hasToString("user.registered.v1");
        assertThat(events().history(User.class, "history", 2, 5).join()).hasSize(1);
        assertThat(events().history(User.class, "none", 1, 5).join()).isEmpty();
        assertThat(events().version(User.class, "none").join()).isZero();
        assertThat(events().state(User.class, "none").join()).isEmpty();
    }

    @Test
    void takesAnyIdOfAnAggregate() {
        for (String id : List.of("a/b", "..", "%2F?#&+ ;=ä€😀", "parked")) {
            Accepted done = register(id);

            assertThat(events().version(User.class, id).join()).isOne();
            assertThat(queries().get(UserById.class, id, done.position()).join())
                    .map(UserRow::getUsername)
                    .contains("name of " + id);
        }
    }

    @Test
    void publishesEventsFromWhereTheReaderWas() {
        register("live-1");
        Collected<LiveEvent> all = new Collected<>();
        events().live(User.class, LiveStart.beginning()).subscribe(all);
        await().until(() -> all.ids().contains("user/live-1/1"));
        all.cancel();
        String token = all.tokenOf("user/live-1/1");

        Collected<LiveEvent> rest = new Collected<>();
        accepted("live-1", new ChangeEmail("live@example.com"));
        events().live(User.class, LiveStart.after(token)).subscribe(rest);
        await().until(() -> rest.ids().contains("user/live-1/2"));
        accepted("live-1", new Activate());
        await().until(() -> rest.ids().contains("user/live-1/3"));
        rest.cancel();

        assertThat(all.ids()).doesNotHaveDuplicates();
        assertThat(rest.ids()).doesNotHaveDuplicates().doesNotContain("user/live-1/1");
        assertThat(rest.ids().stream().filter(id -> id.startsWith("user/live-1/")))
                .containsExactly("user/live-1/2", "user/live-1/3");
    }

    @Test
    void publishesEventsOfAllTypes() {
        Collected<LiveEvent> live = new Collected<>();
        events().live(LiveStart.now()).subscribe(live);
        register("first of all");
        Collected<LiveEvent> all = new Collected<>();
        events().live(LiveStart.beginning()).subscribe(all);

        await().until(() -> all.ids().contains("user/first of all/1"));
        all.cancel();
        live.cancel();

        assertThat(live.failure()).isEmpty();
    }

    @Test
    void publishesARowAsItChanges() {
        Collected<Optional<UserRow>> row = new Collected<>();
        queries().live(UserById.class, "changing").subscribe(row);
        await().until(() -> row.items().size() == 1);
        register("changing");
        await().until(() -> row.items().size() == 2);
        accepted("changing", new Activate());
        await().until(() -> row.items().size() == 3);
        row.cancel();

        assertThat(row.items().get(0)).isEmpty();
        assertThat(row.items().get(2)).map(UserRow::getStatus).contains(UserStatus.ACTIVE);
        assertThat(row.failure()).isEmpty();
    }

    @Test
    void countsUsersByStatus() {
        Accepted done = register("counted");

        Optional<CountRow> pending =
                queries().get(UsersByStatus.class, "PENDING", done.position()).join();

        assertThat(pending).hasValueSatisfying(row -> assertThat(row.getCount()).isPositive());
    }
}
