package dev.gregor.projection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import dev.gregor.aggregate.DefinitionException;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.AccountsByOwner;
import dev.gregor.bank.Balances;
import dev.gregor.bank.CountRow;
import dev.gregor.bank.CustomerState;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.Opened;
import dev.gregor.bank.Registered;
import dev.gregor.event.EventCatalog;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageType;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProjectionTest {

    /** A projection of one rule, with the given name, version, event and key. */
    private static final class Counts extends Projection<CountRow> {

        <E extends SpecificRecord> Counts(
                String name, int version, Class<E> event, Function<? super Event<E>, String> key) {
            super(name, version, CountRow.class);
            on(event, key, (row, happened) -> new CountRow(1L));
        }
    }

    private static final class Empty extends Projection<CountRow> {
        Empty() {
            super("empty", 1, CountRow.class);
        }
    }

    @Test
    void knowsWhetherRowsBelongToAggregates() {
        assertThat(new Balances().definition().keyedByAggregate()).isTrue();
        assertThat(new AccountsByOwner().definition().keyedByAggregate()).isFalse();
    }

    /** Counts in a window, or in none. */
    private static final class Windowed extends Projection<CountRow> {
        Windowed(Window window) {
            super("windowed", 1, CountRow.class);
            on(Opened.class, window, (row, event) -> row);
        }
    }

    @Test
    void isAnotherOneWithAnotherWindowButNotWithAnotherRetention() {
        Window hourly = Projection.tumbling(Duration.ofHours(1));
        String fingerprint = new Windowed(hourly).definition().fingerprint();

        assertThat(new Windowed(hourly.keptFor(Duration.ofDays(1))).definition().fingerprint())
                .isEqualTo(fingerprint);
        assertThat(new Windowed(Projection.tumbling(Duration.ofHours(2)))
                        .definition()
                        .fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(new Windowed(Projection.hopping(Duration.ofHours(1), Duration.ofMinutes(5)))
                        .definition()
                        .fingerprint())
                .isNotEqualTo(fingerprint);
    }

    @Test
    void namesWhatItsFingerprintIsOf() {
        assertThat(new Windowed(Projection.tumbling(Duration.ofHours(1)))
                        .definition()
                        .parts(EventRecords.CATALOG))
                .containsExactly(
                        "rows of CountRow",
                        "the field 'count' of rows, \"long\"",
                        "a rule for bank-account.opened.v1 by keys of the event",
                        "the window fixed PT1H PT1H");
    }

    /** An aggregate whose event is another record under a logical type that may be one of another aggregate. */
    private static final class Moved extends AggregateRoot<AccountState> {
        Moved(String type) {
            super(type, AccountState.class);
            command("register.v1", Opened.class, (state, command) -> Decision.events());
            event("opened.v1", Registered.class, (state, event) -> state);
        }
    }

    @Test
    void hasTheSamePartsIfItsEventIsAnotherClassOfTheSameType() {
        ProjectionDefinition<?> before = new Counts("counts", 1, Opened.class, event -> "a").definition();
        ProjectionDefinition<?> after = new Counts("counts", 1, Registered.class, event -> "a").definition();
        EventCatalog moved = EventCatalog.of(List.of(new Moved("bank-account").definition()));
        EventCatalog other = EventCatalog.of(List.of(new Moved("shop-account").definition()));

        assertThat(after.parts(moved)).isEqualTo(before.parts(EventRecords.CATALOG));
        assertThat(after.parts(other)).isNotEqualTo(before.parts(EventRecords.CATALOG));
    }

    @Test
    void readsTheAggregateTypesOfItsEvents() {
        assertThat(new Balances().definition().aggregateTypes(EventRecords.CATALOG))
                .containsExactly("bank-account");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Users", "1st", "by_status", "a.b"})
    void refusesAName(String name) {
        assertThatThrownBy(() -> new Counts(name, 1, Opened.class, event -> "a").definition())
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll(Counts.class.getName(), "'" + name + "'", "lower-case letters");
    }

    @Test
    void refusesAVersionBelowOne() {
        assertThatThrownBy(() -> new Counts("counts", 0, Opened.class, event -> "a").definition())
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll(Counts.class.getName(), "version 0", "take 1");
    }

    @Test
    void refusesToReadNoEvent() {
        assertThatThrownBy(() -> new Empty().definition())
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll(Empty.class.getName(), "add on(<event>.class, ...)");
    }

    @Test
    void refusesAnEventOfNoAggregate() {
        ProjectionDefinition<?> definition = new Counts("counts", 1, AccountState.class, event -> "a").definition();

        assertThatThrownBy(() -> definition.aggregateTypes(EventRecords.CATALOG))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll("'counts'", AccountState.class.getName(), "list the aggregate");
    }

    /** An account has no such state. */
    private static final class OfAnotherState extends Projection<CountRow> {

        OfAnotherState() {
            super("counts", 1, CountRow.class);
            on(Opened.class, after(CustomerState.class, CustomerState::getAddress), (row, event) -> row);
        }
    }

    @Test
    void refusesAKeyFromTheStateOfAnotherAggregate() {
        ProjectionDefinition<?> definition = new OfAnotherState().definition();

        assertThatThrownBy(() -> definition.states(EventRecords.CATALOG))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll(
                        "'counts'", CustomerState.class.getName(), "'bank-account'", AccountState.class.getName());
    }

    /** A join with a record that is no state. */
    private static final class OfNoState extends Projection<CountRow> {

        OfNoState() {
            super("counts", 1, CountRow.class);
            join(AccountState.class, AccountState::getOwner, CountRow.class, (row, account, other) -> other);
        }
    }

    @Test
    void refusesAJoinWithAStateOfNoAggregate() {
        ProjectionDefinition<?> definition = new OfNoState().definition();

        assertThatThrownBy(() -> definition.aggregateTypes(EventRecords.CATALOG))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll("'counts' joins " + CountRow.class.getName(), "the state of no aggregate");
    }

    @Test
    void refusesAnEmptyRowKey() {
        ProjectionRule<CountRow, ?> rule = new Counts("counts", 1, Opened.class, event -> "")
                .definition()
                .rules()
                .get(0);

        assertThatThrownBy(() -> rule.keysOf(openedAt("2026-01-31T10:00:00Z"), null))
                .isInstanceOf(PermanentException.class)
                .hasMessageContainingAll("'bank-account/1/1'", "onEach");
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H, 2026-01-31T10:00:00Z, 2026-01-31T10:00:00Z",
        "PT1H, 2026-01-31T10:59:59.999Z, 2026-01-31T10:00:00Z",
        "PT15M, 2026-01-31T10:59:59.999Z, 2026-01-31T10:45:00Z",
        "P1D, 1969-12-31T23:59:59Z, 1969-12-31T00:00:00Z",
    })
    void keysByTheStartOfTheWindow(Duration window, String time, String start) {
        assertThat(Projection.tumbling(window).keys(null, Instant.parse(time))).containsExactly(start);
    }

    @ParameterizedTest
    @CsvSource({
        "P1D, Asia/Kathmandu, 2026-01-31T18:14:59.999Z, 2026-01-31",
        "P1D, Asia/Kathmandu, 2026-01-31T18:15:00Z, 2026-02-01",
        "P1D, Europe/Zurich, 2026-03-28T23:00:00Z, 2026-03-29",
        "P1D, Europe/Zurich, 2026-03-29T21:59:59Z, 2026-03-29",
        "P1D, Europe/Zurich, 2026-03-29T22:00:00Z, 2026-03-30",
        "P1D, Europe/Zurich, 2026-10-25T22:59:59Z, 2026-10-25",
        "P1W, Europe/Zurich, 2026-03-29T21:59:59Z, 2026-03-23",
        "P1W, Europe/Zurich, 2026-03-29T22:00:00Z, 2026-03-30",
        "P2D, Z, 1970-01-02T23:00:00Z, 1970-01-01",
        "P1M, Europe/Zurich, 2026-02-28T22:59:59Z, 2026-02-01",
        "P1M, Europe/Zurich, 2026-02-28T23:00:00Z, 2026-03-01",
        "P1M, Europe/Zurich, 2026-03-31T21:59:59Z, 2026-03-01",
        "P1M, Europe/Zurich, 2026-03-31T22:00:00Z, 2026-04-01",
        "P3M, Asia/Kathmandu, 2026-05-31T12:00:00Z, 2026-04-01",
        "P1Y, Asia/Kathmandu, 2025-12-31T18:15:00Z, 2026-01-01"
    })
    void keysByTheFirstDayOfACalendarWindow(Period size, String zone, String time, String start) {
        Window window = Projection.calendar(size, ZoneId.of(zone));
        assertThat(window.keys(null, Instant.parse(time))).containsExactly(start);
        assertThat(window.keys("ann", Instant.parse(time))).containsExactly("ann@" + start);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P0D", "P-1D", "P1M1D", "P-1M"})
    void refusesACalendarWindowThatIsNotDaysOrMonths(Period size) {
        assertThatThrownBy(() -> Projection.calendar(size, ZoneId.of("Europe/Zurich")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll(size.toString(), "expected days or months");
    }

    @Test
    void refusesAWindowThatLeavesGaps() {
        assertThatThrownBy(() -> Projection.hopping(Duration.ofMinutes(1), Duration.ofMinutes(2)))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll("PT1M", "PT2M");
        assertThatThrownBy(() -> Projection.session(Duration.ZERO)).isInstanceOf(DefinitionException.class);
        assertThatThrownBy(() -> Projection.sliding(Duration.ofHours(1)).keptFor(Duration.ofHours(1)))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("larger size");
    }

    @Test
    void refusesRulesWithDifferentWindows() {
        assertThatThrownBy(() -> new TwoWindows().definition())
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll("TwoWindows", "different windows");
    }

    private static final class TwoWindows extends Projection<CountRow> {
        TwoWindows() {
            super("two-windows", 1, CountRow.class);
            on(Opened.class, tumbling(Duration.ofHours(1)), (row, event) -> row);
            on(Opened.class, tumbling(Duration.ofHours(2)), (row, event) -> row);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1H", "PT1.5S"})
    void refusesAWindowThatIsNotWholeSeconds(Duration window) {
        assertThatThrownBy(() -> Projection.tumbling(window))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll(window.toString(), "whole seconds");
    }

    private static Event<Opened> openedAt(String time) {
        MessageType type = MessageType.parse("bank-account.opened.v1");
        return new Event<>(
                new EventMetadata(type, "1", 1, Instant.parse(time), 0, 1, "correlation", "command"),
                new Opened("ann"));
    }

    /** Counts from a row of its own on, and deletes it at the third event. */
    private static final class Started extends Projection<CountRow> {
        Started() {
            super("started", 1, CountRow.class);
            startWith(() -> new CountRow(10L));
            on(Opened.class, event -> "all", Started::next);
        }

        private static @Nullable CountRow next(@Nullable CountRow row, Event<Opened> event) {
            long before = requireNonNull(row).getCount();
            return before == 12 ? null : new CountRow(before + 1);
        }
    }

    @Test
    void startsARowWithTheOneThatWasDeclared() {
        ProjectionRule<CountRow, ?> rule = new Started().definition().rules().get(0);
        Event<Opened> event = openedAt("2026-01-31T10:00:00Z");

        CountRow first = rule.change(null, event, null);
        assertThat(first).isEqualTo(new CountRow(11L));
        CountRow second = rule.change(first, event, null);
        assertThat(rule.change(second, event, null)).isNull();
    }
}
