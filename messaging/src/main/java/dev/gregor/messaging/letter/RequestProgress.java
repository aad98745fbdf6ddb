package dev.gregor.messaging.letter;

/**
 * How far a request is.
 *
 * @param request what somebody wants done
 * @param left how many of the letters that it is for are left, those that have failed again not counted
 */
public record RequestProgress(LetterRequest request, long left) {}
