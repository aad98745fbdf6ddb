package dev.gregor.projection.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import dev.gregor.bank.LabelRow;
import dev.gregor.bank.Name;
import dev.gregor.bank.Named;
import dev.gregor.bank.PersonState;
import dev.gregor.event.EventCatalog;
import dev.gregor.projection.Projection;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.Build.Role;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildPlan;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.projection.build.Builds;
import dev.gregor.projection.run.RenewedBuilds.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RenewedBuildsTest {

    private static final Instant FORGOTTEN = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant BEFORE = FORGOTTEN.minusSeconds(1);
    private static final Instant LATER = FORGOTTEN.plusSeconds(1);
    private static final EventCatalog EVENTS = EventCatalog.of(List.of(new Person().definition()));
    private static final String REASON = "the tests";
    private static final String NAME = "labels";
    private static final BuildId OLD = BuildId.first(1);
    private static final BuildId NEW = new BuildId(1, 2);
    private static final BuildId TWO = BuildId.first(2);

    private final Agreed agreed = new Agreed();
    private final AtomicLong nanos = new AtomicLong();

    private static final class Person extends AggregateRoot<PersonState> {
        Person() {
            super("person", PersonState.class);
            command(
                    "name.v1",
                    Name.class,
                    (state, name) -> Decision.events(new Named(name.getPersonId(), name.getName())),
                    Named.class);
            event("named.v1", Named.class, (state, event) -> new PersonState(event.getPersonId(), event.getName()));
        }
    }

    /** Has names in clear. */
    private static final class Labels extends Projection<LabelRow> {
        Labels(String name, int version) {
            super(name, version, LabelRow.class);
            on(Named.class, (row, event) -> new LabelRow(event.data().getName()));
        }
    }

    /** Folds steps as the log does; what it appends is later than the receipt. */
    private static final class Agreed implements RenewedBuilds.Source {

        private final Map<String, Builds> builds = new TreeMap<>();
        private BooleanSupplier whole = () -> true;

        @Override
        public Map<String, Builds> builds() {
            return Map.copyOf(builds);
        }

        @Override
        public CompletableFuture<Long> append(String projection, BuildStep step) {
            add(projection, step instanceof BuildStep.Begin begin ? begin(begin.build(), LATER, begin.plan()) : step);
            return CompletableFuture.completedFuture(0L);
        }

        @Override
        public boolean hasAllEventsOf(Set<String> aggregateTypes) {
            assertThat(aggregateTypes).containsExactly("person");
            return whole.getAsBoolean();
        }

        private void add(String name, BuildStep step) {
            builds.merge(name, Builds.NONE.after(step), (before, first) -> before.after(step));
        }
    }

    private void agree(BuildStep... steps) {
        for (BuildStep step : steps) {
            agreed.add(NAME, step);
        }
    }

    private static BuildStep begin(BuildId build, Instant at) {
        return begin(build, at, new BuildPlan("f", 1, null));
    }

    private static BuildStep begin(BuildId build, Instant at, BuildPlan plan) {
        return new BuildStep.Begin(build, plan, at);
    }

    private static BuildPlan sealing(String... seals) {
        return new BuildPlan("f", List.of(), 1, null, null, null, List.of(seals));
    }

    /** Of an instance that knows these versions. */
    private RenewedBuilds knowing(Integer... versions) {
        return knowing(Map.of(NAME, List.of(versions)));
    }

    private RenewedBuilds knowing(Map<String, List<Integer>> versions) {
        Map<String, NavigableMap<Integer, ProjectionDefinition<?>>> byName = new TreeMap<>();
        versions.forEach((name, each) -> each.forEach(version -> byName.computeIfAbsent(name, n -> new TreeMap<>())
                .put(version, new Labels(name, version).definition())));
        return new RenewedBuilds(new RegisteredProjections(byName, Map.of(), EVENTS, 1), agreed, nanos::get);
    }

    private @Nullable State state() {
        return state(knowing(1));
    }

    private static @Nullable State state(RenewedBuilds renewed) {
        return renewed.states(FORGOTTEN).get(NAME);
    }

    private Role role(BuildId build) {
        return build(NAME, build).role();
    }

    private Build build(String name, BuildId build) {
        return agreed.builds().getOrDefault(name, Builds.NONE).find(build).orElseThrow();
    }

    @Test
    void areOldUntilOneWasBegunLater() {
        agree(begin(OLD, FORGOTTEN));
        assertThat(state()).isEqualTo(State.OLD);
        agree(begin(NEW, FORGOTTEN.plusMillis(1)));
        assertThat(state()).isEqualTo(State.RENEWING);
    }

    @Test
    void areRenewedWhenALaterOneServesAndOthersAreDeleted() {
        agree(begin(OLD, BEFORE), begin(NEW, LATER));

        assertThat(state()).isEqualTo(State.RENEWING);
        agree(new BuildStep.Ready(NEW, 0));
        assertThat(state()).isEqualTo(State.DELETING);
        agree(new BuildStep.Drop(OLD));
        assertThat(state()).isEqualTo(State.DELETING);
        agree(new BuildStep.Dropped(OLD));
        assertThat(state()).isEqualTo(State.RENEWED);
    }

    @Test
    void areNotNamedIfAllWereBegunLater() {
        agree(begin(OLD, LATER), begin(NEW, LATER));

        assertThat(state()).isNull();
    }

    @Test
    void areOldIfOnlyOneThatHasRetiredIsLater() {
        agree(begin(OLD, LATER), begin(NEW, BEFORE), new BuildStep.Ready(NEW, 0));

        assertThat(state()).isEqualTo(State.OLD);
    }

    @Test
    void areRenewedWhenAllAreDeleted() {
        agree(begin(OLD, FORGOTTEN), new BuildStep.Drop(OLD, true), new BuildStep.Dropped(OLD));

        assertThat(state()).isEqualTo(State.RENEWED);
    }

    @Test
    void areDeletedByHandUntilNothingIsThere() {
        agree(begin(OLD, BEFORE));
        RenewedBuilds none = knowing(Map.of());
        assertThat(state(none)).isEqualTo(State.UNKNOWN);

        agree(new BuildStep.Drop(OLD, true));
        assertThat(state(none)).isEqualTo(State.DELETING);
        agree(new BuildStep.Dropped(OLD));
        assertThat(state(none)).isNull();
    }

    @Test
    void areOldIfNobodyKnowsWhenTheyWereBegun() {
        agree(new BuildStep.Begin(OLD, new BuildPlan("f", 1, null)));

        assertThat(state()).isEqualTo(State.OLD);
    }

    @Test
    void areBegunAgainAndTheOldOneIsDeletedThen() {
        agree(begin(OLD, BEFORE));
        RenewedBuilds renewed = knowing(1);

        renewed.renew(FORGOTTEN, REASON);
        assertThat(role(NEW)).isEqualTo(Role.BUILDING);
        assertThat(build(NAME, NEW).plan().reason()).isEqualTo(REASON);
        renewed.renew(FORGOTTEN, REASON);
        assertThat(role(OLD)).isEqualTo(Role.SERVING);

        agree(new BuildStep.Ready(NEW, 0));
        renewed.renew(FORGOTTEN, REASON);
        assertThat(role(OLD)).isEqualTo(Role.DROPPING);
    }

    @Test
    void twoInstancesBeginTheSameOne() {
        agree(begin(OLD, BEFORE));
        RenewedBuilds other = knowing(1);
        agreed.whole = () -> {
            agreed.whole = () -> true;
            other.renew(FORGOTTEN, REASON);
            return true;
        };

        knowing(1).renew(FORGOTTEN, REASON);

        assertThat(agreed.builds().getOrDefault(NAME, Builds.NONE).all())
                .extracting(Build::id)
                .containsExactly(OLD, NEW);
    }

    @Test
    void oneThatHasRetiredIsDeletedIfItIsKnownToBeInClear() {
        agree(begin(OLD, BEFORE), begin(TWO, LATER), new BuildStep.Ready(TWO, 0));
        RenewedBuilds both = knowing(1, 2);
        assertThat(state(both)).isEqualTo(State.DELETING);

        both.renew(FORGOTTEN, REASON);

        assertThat(role(OLD)).isEqualTo(Role.DROPPING);
    }

    @Test
    void oneThatHasRetiredAndIsNotKnownStays() {
        agree(begin(OLD, BEFORE), begin(TWO, LATER), new BuildStep.Ready(TWO, 0));
        RenewedBuilds newer = knowing(2);
        assertThat(state(newer)).isEqualTo(State.UNKNOWN);

        newer.renew(FORGOTTEN, REASON);

        assertThat(role(OLD)).isEqualTo(Role.RETIRED);
        agree(new BuildStep.Drop(OLD));
        assertThat(state(newer)).isEqualTo(State.DELETING);
    }

    @Test
    void oneThatHasRetiredAndIsNotKnownIsNotNamedIfItSealsAll() {
        agree(begin(OLD, BEFORE, sealing("name")), begin(TWO, LATER), new BuildStep.Ready(TWO, 0));

        assertThat(state(knowing(2))).isNull();
        agree(new BuildStep.DeclareLess(OLD, LATER));
        assertThat(state(knowing(2))).isNull();
    }

    @Test
    void oneThatHadOtherRowsBeforeASubjectWasForgottenIsNamed() {
        agree(
                begin(OLD, BEFORE, sealing("name")),
                new BuildStep.DeclareLess(OLD, BEFORE),
                begin(TWO, LATER),
                new BuildStep.Ready(TWO, 0));

        assertThat(state(knowing(2))).isEqualTo(State.UNKNOWN);
    }

    @Test
    void oneThatAnswersWhereTheServingOneIsNotKnownStaysUntilANewOneServes() {
        agree(begin(OLD, BEFORE), begin(TWO, BEFORE, sealing()), new BuildStep.Ready(TWO, 0));
        RenewedBuilds older = knowing(1);
        assertThat(state(older)).isEqualTo(State.UNKNOWN);

        older.renew(FORGOTTEN, REASON);
        assertThat(role(OLD)).isEqualTo(Role.RETIRED);

        agree(begin(NEW, LATER), new BuildStep.Ready(NEW, 0));
        older.renew(FORGOTTEN, REASON);
        assertThat(role(OLD)).isEqualTo(Role.DROPPING);
        assertThat(role(TWO)).isEqualTo(Role.RETIRED);
    }

    @Test
    void theServingOneIsNotKnown() {
        agree(begin(OLD, BEFORE));
        RenewedBuilds none = knowing(Map.of());

        none.renew(FORGOTTEN, REASON);

        assertThat(state(none)).isEqualTo(State.UNKNOWN);
        assertThat(role(OLD)).isEqualTo(Role.SERVING);
    }

    @Test
    void noneIsBegunWithoutTheFirstEvents() {
        agree(begin(OLD, BEFORE));
        agreed.whole = () -> false;
        RenewedBuilds renewed = knowing(1);

        renewed.renew(FORGOTTEN, REASON);

        assertThat(state(renewed)).isEqualTo(State.EXPIRED);
        assertThat(agreed.builds().getOrDefault(NAME, Builds.NONE).all()).hasSize(1);
    }

    @Test
    void theOldOneStaysIfTheFirstEventsWereDeletedBeforeTheNewOneServed() {
        agree(begin(OLD, BEFORE));
        RenewedBuilds renewed = knowing(1);
        renewed.renew(FORGOTTEN, REASON);
        agreed.whole = () -> false;
        agree(new BuildStep.Ready(NEW, 0));

        renewed.renew(FORGOTTEN, REASON);
        assertThat(role(OLD)).isEqualTo(Role.RETIRED);
        assertThat(state(renewed)).isEqualTo(State.EXPIRED);

        BuildId asked = new BuildId(1, 3);
        agree(begin(asked, LATER), new BuildStep.Ready(asked, 0));
        renewed.renew(FORGOTTEN, REASON);
        assertThat(role(OLD)).isEqualTo(Role.DROPPING);
    }

    @Test
    void oneThatFailsHoldsUpNoOther() {
        Map<String, List<Integer>> both = Map.of("first", List.of(1), "second", List.of(1));
        both.keySet().forEach(name -> agreed.add(name, begin(OLD, BEFORE)));
        agreed.whole = () -> {
            agreed.whole = () -> true;
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            throw new TimeoutException("No leader");
        };
        RenewedBuilds renewed = knowing(both);

        renewed.renew(FORGOTTEN, REASON);
        assertThat(renewed()).isEqualTo(1);

        nanos.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
        renewed.renew(FORGOTTEN, REASON);
        assertThat(renewed()).isEqualTo(1);
        nanos.incrementAndGet();
        renewed.renew(FORGOTTEN, REASON);
        assertThat(renewed()).isEqualTo(2);
    }

    private long renewed() {
        return agreed.builds().values().stream()
                .filter(each -> each.find(NEW).isPresent())
                .count();
    }
}
