package dev.gregor.projection.run;

import dev.gregor.projection.build.Build;
import java.util.ArrayList;
import java.util.List;

/** Problems of one build that an operator should check. */
final class BuildWarnings {

    private BuildWarnings() {}

    static List<String> of(RunningProjection here, Build build, RegisteredProjections registered) {
        List<String> warnings = new ArrayList<>();
        String name = here.definition().name();
        here.problem()
                .ifPresent(
                        problem -> warnings.add("Projection '%s' build %s: %s".formatted(name, build.id(), problem)));
        if (registered.isOfOtherCode(name, build)) {
            warnings.add(otherCode(name, build));
        }
        if (!here.unknownEvents().isEmpty()) {
            warnings.add(
                    ("Projection '%s' build %s passed over events of the types %s, which no aggregate evolves by: add"
                                    + " renamed(...) or upcast(...) to the aggregate and reset the projection, or run the newer"
                                    + " version that wrote them")
                            .formatted(name, build.id(), here.unknownEvents()));
        }
        return warnings;
    }

    static String otherCode(String name, Build build) {
        return ("Projection '%s' build %s was made by other code than version %d has now: if it does something else,"
                        + " give the class version %d, or reset the projection")
                .formatted(name, build.id(), build.id().version(), build.id().version() + 1);
    }
}
