package dev.gregor.projection.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.PermanentException;
import dev.gregor.projection.build.BuildStep.Begin;
import dev.gregor.projection.build.BuildStep.DeclareLess;
import dev.gregor.projection.build.BuildStep.Drop;
import dev.gregor.projection.build.BuildStep.Dropped;
import dev.gregor.projection.build.BuildStep.Pause;
import dev.gregor.projection.build.BuildStep.Ready;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BuildsTest {

    private static final BuildId ONE = BuildId.first(1);
    private static final BuildId TWO = BuildId.first(2);
    private static final BuildId AGAIN = new BuildId(1, 2);
    private static final BuildPlan PLAN = new BuildPlan("f", 2, null);

    private Builds builds = Builds.NONE;

    private void happens(BuildStep... steps) {
        for (BuildStep step : steps) {
            builds = builds.after(StepJson.read(StepJson.write(step), Instant.EPOCH));
        }
    }

    private String roles() {
        return builds.all().stream()
                .map(build -> build.id() + " " + build.role())
                .toList()
                .toString();
    }

    @Test
    void theFirstBuildServesAtOnce() {
        happens(begin(ONE));
        assertThat(roles()).isEqualTo("[1 SERVING]");
    }

    @Test
    void aNewBuildServesWithTheLastOfItsPartitions() {
        happens(begin(ONE), begin(TWO), new Ready(TWO, 0), new Ready(TWO, 0));
        assertThat(roles()).isEqualTo("[1 SERVING, 2 BUILDING]");
        happens(new Ready(TWO, 1));
        assertThat(roles()).isEqualTo("[1 RETIRED, 2 SERVING]");
    }

    @Test
    void stepsThatNoLongerApplyChangeNothing() {
        happens(begin(ONE), begin(TWO), new Ready(TWO, 0), new Ready(TWO, 1));
        Builds before = builds;
        happens(begin(ONE), begin(TWO), new Ready(TWO, 1), new Drop(TWO), new Dropped(ONE));
        assertThat(builds).isEqualTo(before);
    }

    @Test
    void aNewerBuildReplacesOneThatHasNotCaughtUp() {
        happens(begin(ONE), begin(TWO), begin(AGAIN));
        assertThat(roles()).isEqualTo("[1 SERVING, 2 DROPPING, 1.2 BUILDING]");
    }

    @Test
    void aPausedBuildHasToCatchUpAnew() {
        happens(begin(ONE), begin(TWO), new Ready(TWO, 0), new Pause(TWO, true), new Ready(TWO, 1));
        assertThat(builds.find(TWO).orElseThrow().ready()).isEmpty();
        happens(new Pause(TWO, false), new Ready(TWO, 1));
        assertThat(roles()).isEqualTo("[1 SERVING, 2 BUILDING]");
        happens(new Ready(TWO, 0));
        assertThat(roles()).isEqualTo("[1 RETIRED, 2 SERVING]");
    }

    @Test
    void onlyWhatDoesNotServeIsDropped() {
        happens(begin(ONE), new Drop(ONE));
        assertThat(roles()).isEqualTo("[1 SERVING]");
        happens(begin(TWO), new Ready(TWO, 0), new Ready(TWO, 1), new Drop(ONE));
        assertThat(roles()).isEqualTo("[1 DROPPING, 2 SERVING]");
        happens(new Dropped(ONE));
        assertThat(roles()).isEqualTo("[1 DROPPED, 2 SERVING]");
        assertThat(builds.next(1)).isEqualTo(AGAIN);
    }

    @Test
    void whatServesIsDroppedIfThatIsSaid() {
        happens(begin(ONE), new Drop(ONE, true));
        assertThat(roles()).isEqualTo("[1 DROPPING]");
        happens(new Dropped(ONE), begin(AGAIN));
        assertThat(roles()).isEqualTo("[1 DROPPED, 1.2 SERVING]");
    }

    @Test
    void whoDoesNotKnowTheServingVersionIsServedTheLastThatHasServed() {
        happens(begin(ONE), begin(AGAIN), new Ready(AGAIN, 0), new Ready(AGAIN, 1));
        happens(begin(TWO));
        assertThat(builds.servedTo(Set.of(2))).isEmpty();
        happens(new Ready(TWO, 0), new Ready(TWO, 1));
        assertThat(builds.servedTo(Set.of(1, 2)).orElseThrow().id()).isEqualTo(TWO);
        assertThat(builds.servedTo(Set.of(1)).orElseThrow().id()).isEqualTo(AGAIN);
        happens(new Drop(ONE), new Drop(AGAIN));
        assertThat(builds.servedTo(Set.of(1))).isEmpty();
    }

    @Test
    void aPlanIsRecordedWithItsTime() {
        BuildPlan plan = new BuildPlan(
                "abc",
                List.of("rows of \"R\""),
                3,
                Instant.parse("2026-01-31T10:00:00Z"),
                "code",
                "broken",
                List.of("gregor.personal R.name"));
        happens(new Begin(new BuildId(4, 7), plan));
        assertThat(builds.all()).singleElement().satisfies(build -> {
            assertThat(build.plan()).isEqualTo(plan);
            assertThat(build.id()).hasToString("4.7");
        });
    }

    @Test
    void whatAPlanSealsIsNotKnownOrIsNothing() {
        happens(begin(ONE), new Begin(TWO, new BuildPlan("f", List.of(), 2, null, null, null, List.of())));

        assertThat(builds.all()).extracting(build -> build.plan().seals()).containsExactly(null, List.of());
        assertThat(StepJson.read(
                        "{\"step\":\"begin\",\"build\":\"1\",\"fingerprint\":\"f\",\"partitions\":2}", Instant.EPOCH))
                .isEqualTo(new Begin(ONE, PLAN));
    }

    private void beginWith(@Nullable List<String> seals) {
        builds = Builds.NONE;
        happens(new Begin(ONE, new BuildPlan("f", List.of(), 2, null, null, null, seals)));
    }

    private @Nullable List<String> sealsUntil(long second) {
        return builds.all().get(0).sealsUntil(Instant.ofEpochSecond(second));
    }

    private void declaresLess(long second) {
        builds = builds.after(StepJson.read(StepJson.write(new DeclareLess(ONE)), Instant.ofEpochSecond(second)));
    }

    @Test
    void aBuildSealsWhatItWasBegunWithUntilCodeThatDeclaresLessWritesToIt() {
        beginWith(List.of("a", "b"));
        assertThat(sealsUntil(10)).containsExactly("a", "b");
        declaresLess(5);
        assertThat(sealsUntil(4)).containsExactly("a", "b");
        assertThat(sealsUntil(5)).isNull();
        declaresLess(8);
        assertThat(sealsUntil(6)).isNull();
        happens(new Pause(ONE, true), new Ready(ONE, 0));
        assertThat(sealsUntil(6)).isNull();

        beginWith(null);
        declaresLess(5);
        assertThat(sealsUntil(4)).isNull();
    }

    @Test
    void aPlanIsOfADefinitionWithItsFingerprintOrItsParts() {
        BuildPlan plan = new BuildPlan("f", List.of("a", "b"), 1, null, null, null, null);

        assertThat(plan.isOf("g", List.of("a", "b"))).isTrue();
        assertThat(plan.isOf("g", List.of("b", "a"))).isFalse();
        assertThat(plan.isOf("f", List.of())).isTrue();
        assertThat(PLAN.isOf("g", List.of())).isFalse();
    }

    @Test
    void aPlanTellsInWhatADefinitionDiffers() {
        BuildPlan plan = new BuildPlan("f", List.of("a", "b", "b"), 1, null, null, null, null);

        assertThat(plan.difference(List.of("a", "b", "c"))).isEqualTo(" (it had b; it has now c)");
        assertThat(plan.difference(List.of("a", "b"))).isEqualTo(" (it had b)");
        assertThat(plan.difference(List.of("a", "b", "b", "c", "d"))).isEqualTo(" (it has now c and d)");
        assertThat(plan.difference(List.of("b", "a", "b"))).isEqualTo(" (the same rules in another order)");
        assertThat(PLAN.difference(List.of("a"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"step\":\"fly\",\"build\":\"1\"}", "{\"step\":\"drop\",\"build\":\"x\"}"})
    void refusesWhatIsNoStep(String text) {
        assertThatThrownBy(() -> StepJson.read(text, Instant.EPOCH))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("is no step of a build");
    }

    private static BuildStep begin(BuildId build) {
        return new Begin(build, PLAN);
    }
}
