package dev.gregor.messaging.letter;

/**
 * A letter or a request as the log has it.
 *
 * @param logOffset where it was written in the log
 */
public record LetterEntry<T>(T value, long logOffset) {}
