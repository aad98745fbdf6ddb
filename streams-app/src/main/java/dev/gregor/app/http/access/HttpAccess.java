package dev.gregor.app.http.access;

import java.util.Optional;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** How the HTTP server is protected. */
public interface HttpAccess extends AutoCloseable {

    /** Not at all. */
    HttpAccess OPEN = new HttpAccess() {};

    /** Lets requests pass. */
    default Guard guard() {
        return Guard.open();
    }

    /** What this instance shows others. */
    default PeerAccess peers() {
        return PeerAccess.OPEN;
    }

    /** How connections are encrypted; empty if they are not. */
    default Optional<SslContextFactory.Server> tls() {
        return Optional.empty();
    }

    /** Whether callers have to say who they are. */
    default boolean asksForCallers() {
        return false;
    }

    @Override
    default void close() {}
}
