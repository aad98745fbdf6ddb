package dev.gregor.privacy.key.rotation;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far the keys of subjects are wrapped by the current master key.
 *
 * @param state whether it runs, and how it ended
 * @param master the current master key; empty before the first rotation of this instance
 * @param rewrapped how many keys this rotation has wrapped by it
 * @param left how many keys are wrapped by other master keys, by their names; complete only at the end. A master key that is not in it
 *     may be destroyed once the state is {@link State#DONE}
 * @param problem why it ended before all keys were wrapped anew, or what was wrong with the last key that could not be
 */
public record Rotation(State state, String master, long rewrapped, Map<String, Long> left, Optional<String> problem) {

    /** What a rotation does. */
    public enum State {
        /** This instance has not been asked for any. */
        NONE,
        /** It wraps keys. */
        RUNNING,
        /** All keys are wrapped by the current master key. */
        DONE,
        /** It has ended before; start it again, and it goes on with those that are left. */
        FAILED
    }

    /** Copies the map. */
    public Rotation {
        left = new TreeMap<>(left);
    }

    static Rotation none() {
        return new Rotation(State.NONE, "", 0, Map.of(), Optional.empty());
    }
}
