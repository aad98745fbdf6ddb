package dev.gregor.message;

/** The rule for ids of aggregates, which are also record keys: 1 to 200 characters, no control characters. */
public final class AggregateId {

    /** How many characters an id may have. */
    public static final int MAX_LENGTH = 200;

    private AggregateId() {}

    /**
     * Answers the given id.
     *
     * @throws IllegalArgumentException if it is empty, longer than 200 characters, or holds a control character
     */
    public static String require(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "Aggregate id has " + id.length() + " characters, expected 1 to " + MAX_LENGTH);
        }
        for (int i = 0; i < id.length(); i++) {
            if (Character.isISOControl(id.charAt(i))) {
                throw new IllegalArgumentException(
                        "Aggregate id has the control character \\u%04x at index %d; remove it"
                                .formatted((int) id.charAt(i), i));
            }
        }
        return id;
    }
}
