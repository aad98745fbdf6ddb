package dev.gregor.messaging.letter;

import java.util.List;

/**
 * How far a request is.
 *
 * @param request what somebody wants done
 * @param left how many of the letters that it is for are left, those that have failed again not counted
 * @param missing why some of them are not dealt with, a sentence each: nobody runs their subscription, or it no longer reads their topic
 */
public record RequestProgress(LetterRequest request, long left, List<String> missing) {}
