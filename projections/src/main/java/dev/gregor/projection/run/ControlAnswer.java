package dev.gregor.projection.run;

import dev.gregor.projection.build.Builds;
import java.util.Set;
import java.util.function.Function;

/** The result of a request to change the builds of a read model. */
public sealed interface ControlAnswer {

    /** One branch for each way to end. */
    <A> A match(
            Function<Done, A> done, Function<UnknownProjection, A> unknown, Function<NoSuchVersion, A> noSuchVersion);

    /**
     * It is agreed, and so in this process.
     *
     * @param builds the builds of the read model
     */
    record Done(Builds builds) implements ControlAnswer {
        @Override
        public <A> A match(
                Function<Done, A> done,
                Function<UnknownProjection, A> unknown,
                Function<NoSuchVersion, A> noSuchVersion) {
            return done.apply(this);
        }
    }

    /**
     * There is no such read model.
     *
     * @param projection the name that was given
     * @param known the names that there are
     */
    record UnknownProjection(String projection, Set<String> known) implements ControlAnswer {
        @Override
        public <A> A match(
                Function<Done, A> done,
                Function<UnknownProjection, A> unknown,
                Function<NoSuchVersion, A> noSuchVersion) {
            return unknown.apply(this);
        }
    }

    /**
     * That cannot be done to this version.
     *
     * @param version the version that was given
     * @param possible the versions that it can be done to
     */
    record NoSuchVersion(int version, Set<Integer> possible) implements ControlAnswer {
        @Override
        public <A> A match(
                Function<Done, A> done,
                Function<UnknownProjection, A> unknown,
                Function<NoSuchVersion, A> noSuchVersion) {
            return noSuchVersion.apply(this);
        }
    }
}
