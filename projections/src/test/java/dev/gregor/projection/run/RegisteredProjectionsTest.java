package dev.gregor.projection.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.bank.CountRow;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.LabelRow;
import dev.gregor.bank.Opened;
import dev.gregor.bank.PersonState;
import dev.gregor.projection.Projection;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.Build.Role;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildPlan;
import dev.gregor.projection.build.BuildStep;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegisteredProjectionsTest {

    private static final BuildId ONE = BuildId.first(1);
    private static final String NAME = "gregor.personal PersonState.name";

    /** Has such rows. */
    private static final class Rows<R extends SpecificRecord> extends Projection<R> {
        Rows(Class<R> row) {
            super("rows", 1, row);
            on(Opened.class, (before, event) -> before);
        }
    }

    private static RegisteredProjections registered(Class<? extends SpecificRecord> row) {
        return new RegisteredProjections(
                Map.of("rows", new TreeMap<>(Map.of(1, new Rows<>(row).definition()))),
                Map.of(),
                EventRecords.CATALOG,
                1);
    }

    private static Build build(BuildId id, @Nullable List<String> seals) {
        BuildPlan plan = new BuildPlan("f", List.of(), 1, null, null, null, seals);
        return new Build(id, plan, Role.SERVING, false, Set.of());
    }

    @Test
    void sayThatRowsDeclareLessThanThoseThatTheirBuildWasBegunWith() {
        Build begun = build(ONE, List.of(NAME));

        assertThat(registered(CountRow.class).declareLess("rows", begun)).contains(new BuildStep.DeclareLess(ONE));
        assertThat(registered(LabelRow.class).declareLess("rows", begun)).contains(new BuildStep.DeclareLess(ONE));
    }

    @Test
    void sayNothingOfRowsThatDeclareTheSameOrMore() {
        RegisteredProjections marked = registered(PersonState.class);

        assertThat(marked.declareLess("rows", build(ONE, List.of(NAME)))).isEmpty();
        assertThat(marked.declareLess("rows", build(ONE, List.of()))).isEmpty();
    }

    @Test
    void saySoOnce() {
        BuildPlan plan = build(ONE, List.of(NAME)).plan();
        Build less = new Build(ONE, plan, Role.SERVING, false, Set.of(), Instant.EPOCH, Instant.EPOCH);

        assertThat(registered(LabelRow.class).declareLess("rows", less)).isEmpty();
    }

    @Test
    void sayNothingOfABuildThatSealsNothingOrIsNotKnown() {
        RegisteredProjections open = registered(LabelRow.class);

        assertThat(open.declareLess("rows", build(ONE, null))).isEmpty();
        assertThat(open.declareLess("rows", build(BuildId.first(2), List.of(NAME))))
                .isEmpty();
        assertThat(open.declareLess("others", build(ONE, List.of(NAME)))).isEmpty();
    }
}
