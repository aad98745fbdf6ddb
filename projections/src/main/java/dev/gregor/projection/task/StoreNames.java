package dev.gregor.projection.task;

import java.util.List;

/** The names of the stores of a build, which are part of the names of their changelog topics. */
public final class StoreNames {

    /** The rows. */
    public static final String ROWS = "rows";
    /** How far each partition of rows has come. */
    public static final String POSITIONS = "positions";
    /** How far each partition of events has been sent on under the keys of its rows. */
    public static final String KEYED_POSITIONS = "keyed-positions";
    /** The parked events of rows. */
    public static final String PARKED = "parked";
    /** The parked events whose row keys could not be found. */
    public static final String KEYED_PARKED = "keyed-parked";
    /** The events of windows. */
    public static final String WINDOWED = "windowed";

    /** The states of aggregates that the keys of rows are taken from. */
    public static final String STATES = "states";

    /** The states of aggregates that the rows of joins are made of. */
    public static final String JOINED = "joined";

    /** All of them. */
    public static final List<String> ALL =
            List.of(ROWS, POSITIONS, PARKED, KEYED_POSITIONS, KEYED_PARKED, WINDOWED, STATES, JOINED);

    private StoreNames() {}

    /** The topic that Kafka Streams keeps a store in. */
    public static String changelog(String applicationId, String store) {
        return applicationId + '-' + store + "-changelog";
    }
}
