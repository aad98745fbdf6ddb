package dev.gregor.messaging.letter.topic;

import java.util.List;
import java.util.Optional;

/**
 * Some of the letters of a topic, partition by partition.
 *
 * @param letters those of the page
 * @param cursor where the next page begins; nothing after the last one
 */
public record TopicLetterPage(List<TopicLetter> letters, Optional<String> cursor) {}
