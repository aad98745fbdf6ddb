package dev.gregor.projection.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildPlan;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.projection.build.Builds;
import dev.gregor.projection.run.RenewedBuilds.State;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RenewedBuildsTest {

    private static final Instant FORGOTTEN = Instant.parse("2026-03-01T12:00:00Z");
    private static final BuildId OLD = BuildId.first(1);
    private static final BuildId NEW = new BuildId(1, 2);

    private Builds builds = Builds.NONE;

    private State after(BuildStep... steps) {
        for (BuildStep step : steps) {
            builds = builds.after(step);
        }
        return RenewedBuilds.state(builds, build -> build.begun().isAfter(FORGOTTEN));
    }

    private static BuildStep begin(BuildId build, Instant at) {
        return new BuildStep.Begin(build, new BuildPlan("f", 1, null), at);
    }

    @Test
    void areOldUntilOneWasBegunLater() {
        assertThat(after(begin(OLD, FORGOTTEN))).isEqualTo(State.OLD);
        assertThat(after(begin(NEW, FORGOTTEN.plusMillis(1)))).isEqualTo(State.RENEWING);
    }

    @Test
    void areRenewedWhenALaterOneServesAndOthersAreDeleted() {
        after(begin(OLD, FORGOTTEN.minusSeconds(1)), begin(NEW, FORGOTTEN.plusSeconds(1)));

        assertThat(after(new BuildStep.Ready(NEW, 0))).isEqualTo(State.RENEWING);
        assertThat(after(new BuildStep.Drop(OLD))).isEqualTo(State.RENEWING);
        assertThat(after(new BuildStep.Dropped(OLD))).isEqualTo(State.RENEWED);
    }

    @Test
    void areRenewedWhileAnotherLaterOneIsMade() {
        assertThat(after(begin(OLD, FORGOTTEN.plusSeconds(1)), begin(NEW, FORGOTTEN.plusSeconds(2))))
                .isEqualTo(State.RENEWED);
    }

    @Test
    void areOldIfOnlyOneThatHasRetiredIsLater() {
        after(begin(OLD, FORGOTTEN.plusSeconds(1)), begin(NEW, FORGOTTEN.minusSeconds(1)), new BuildStep.Ready(NEW, 0));

        assertThat(after()).isEqualTo(State.OLD);
    }

    @Test
    void areRenewedWhenAllAreDeleted() {
        assertThat(after(begin(OLD, FORGOTTEN), new BuildStep.Drop(OLD, true), new BuildStep.Dropped(OLD)))
                .isEqualTo(State.RENEWED);
    }

    @Test
    void areOldIfNobodyKnowsWhenTheyWereBegun() {
        assertThat(after(new BuildStep.Begin(OLD, new BuildPlan("f", 1, null)))).isEqualTo(State.OLD);
    }
}
