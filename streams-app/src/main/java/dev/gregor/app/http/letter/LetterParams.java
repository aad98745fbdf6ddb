package dev.gregor.app.http.letter;

import dev.gregor.app.http.access.Access;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.messaging.letter.LetterFilter;
import io.javalin.http.Context;

/** Reads which dead letters a request is about, and who wants it. */
final class LetterParams {

    private static final int MAX_RATE = 1_000_000;

    private LetterParams() {}

    static LetterFilter filter(Context request) {
        return new LetterFilter(
                null,
                Params.text(request, "subscription"),
                Params.text(request, "exception"),
                Params.text(request, "type"),
                Params.text(request, "key"),
                Params.text(request, "topic"));
    }

    /** Who wants something done: the caller if it is known, else whom the request names. */
    static String by(Context request) {
        String caller = Caller.of(request).name();
        return caller != null ? caller : required(request, "by", "who wants it, for those who ask later");
    }

    /** Whether the caller may see what letters say. */
    static boolean payloads(Context request) {
        return Caller.of(request).rights().allows(Access.PAYLOADS);
    }

    static String reason(Context request) {
        return required(request, "reason", "why, for those who ask later");
    }

    static String required(Context request, String name, String meaning) {
        String value = Params.text(request, name);
        if (value == null) {
            throw Problem.invalid(name, null, meaning);
        }
        return value;
    }

    /** How many letters a second, at most; 0 for no limit. */
    static double perSecond(Context request) {
        return Params.number(request, "perSecond", 0, MAX_RATE);
    }
}
