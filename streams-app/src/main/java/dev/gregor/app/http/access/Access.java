package dev.gregor.app.http.access;

import io.javalin.security.RouteRole;

/** What a route gives access to. Each route has one; without one it answers nobody. */
public enum Access implements RouteRole {
    /** Whether the application lives and is ready. */
    HEALTH,
    /** What is served, and the pages to try it. */
    DOCS,
    /** The metrics. */
    METRICS,
    /** Nothing but what any caller may know that is known. */
    CALLER,
    /** Commands, each of which is checked once it is read. */
    COMMANDS,
    /** Publishing to the topic in the path. */
    TOPIC,
    /** The aggregate in the path. */
    AGGREGATE,
    /** A page of the aggregates of the type in the path. */
    AGGREGATES,
    /** All events of the type in the path, or of all types without one. */
    EVENTS,
    /** The row in the path. */
    ROW,
    /** A page of rows of the read model in the path. */
    ROWS,
    /** The state of all read models. */
    READ_MODELS,
    /** What operators do. */
    ADMINISTRATION,
    /** What dead letters carry; no route of its own, but a part of what {@link #ADMINISTRATION} shows. */
    PAYLOADS,
    /** What another instance asks on behalf of its caller, of the type or the read model in the path. */
    INSTANCE
}
