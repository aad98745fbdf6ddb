package dev.gregor.projection.build;

import dev.gregor.projection.build.Build.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The builds of one read model: a fold of steps. At most one of them serves, and at most one is building. Immutable.
 *
 * @param all every one that there ever was, in the order of their beginning
 */
public record Builds(List<Build> all) {

    /** Before the first step. */
    public static final Builds NONE = new Builds(List.of());

    /** Copies the builds. */
    public Builds {
        all = List.copyOf(all);
    }

    /** The builds after a step; the same if it does not apply. */
    public Builds after(BuildStep step) {
        return step.applyTo(this);
    }

    /** Those that apply events. */
    public List<Build> alive() {
        return all.stream().filter(build -> build.role().isAlive()).toList();
    }

    /** The build with this id. */
    public Optional<Build> find(BuildId id) {
        return all.stream().filter(build -> build.id().equals(id)).findFirst();
    }

    /** The build in this role, if there is one. */
    public Optional<Build> in(Role role) {
        return all.stream().filter(build -> build.role() == role).findFirst();
    }

    /** The build that answers queries where only these versions are known: the serving one, else the last that has served. */
    public Optional<Build> servedTo(Set<Integer> versions) {
        return alive().stream()
                .filter(build -> build.role() != Role.BUILDING
                        && versions.contains(build.id().version()))
                .min(Comparator.comparing(Build::role).thenComparing(build -> -all.indexOf(build)));
    }

    /** The newest version that has a build; 0 if there is none. */
    public int newestVersion() {
        return alive().stream().mapToInt(build -> build.id().version()).max().orElse(0);
    }

    /** The id of the next build of a version. */
    public BuildId next(int version) {
        return new BuildId(
                version,
                1 + ofVersion(version).mapToInt(build -> build.id().run()).max().orElse(0));
    }

    /** The builds of a version that apply events. */
    public List<Build> alive(int version) {
        return ofVersion(version).filter(build -> build.role().isAlive()).toList();
    }

    private Stream<Build> ofVersion(int version) {
        return all.stream().filter(build -> build.id().version() == version);
    }

    Builds with(Build added) {
        List<Build> more = new ArrayList<>(all);
        more.add(added);
        return new Builds(more);
    }

    Builds change(Predicate<Build> which, UnaryOperator<Build> change) {
        return new Builds(all.stream()
                .map(build -> which.test(build) ? change.apply(build) : build)
                .toList());
    }
}
