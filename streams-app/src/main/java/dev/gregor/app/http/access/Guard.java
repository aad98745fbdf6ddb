package dev.gregor.app.http.access;

import io.javalin.http.Context;

/** Lets requests pass to their routes. Thread-safe. */
@FunctionalInterface
public interface Guard {

    /**
     * Lets a request pass whose route is known, and sets its {@link Caller}.
     *
     * @throws dev.gregor.app.http.exchange.Problem if the caller is not known, or may not do that
     */
    void check(Context request);

    /** Lets everybody do everything. */
    static Guard open() {
        return request -> Caller.ANYONE.setTo(request);
    }

    /** This, then another one. */
    default Guard then(Guard next) {
        return request -> {
            check(request);
            next.check(request);
        };
    }
}
