package dev.gregor.projection.keyed;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One side of a join.
 *
 * @param join the index of the join
 * @param other whether it is the side of the aggregates that are referred to, not of those that the rows belong to
 */
public record JoinSide(int join, boolean other) {

    byte[] encode() {
        return ((other ? "other-" : "own-") + join).getBytes(UTF_8);
    }

    static JoinSide decode(byte[] header) {
        String text = new String(header, UTF_8);
        int dash = text.indexOf('-');
        return new JoinSide(Integer.parseInt(text.substring(dash + 1)), text.startsWith("other"));
    }
}
