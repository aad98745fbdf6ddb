package dev.gregor.messaging.letter.topic;

import java.util.List;

/**
 * What has become of letters that were to be redriven or discarded.
 *
 * @param done how many are
 * @param skipped those that could not be, up to 100
 */
public record Redriven(int done, List<Skipped> skipped) {

    /**
     * A letter that stays.
     *
     * @param letter its id
     * @param reason why
     */
    public record Skipped(String letter, String reason) {}
}
