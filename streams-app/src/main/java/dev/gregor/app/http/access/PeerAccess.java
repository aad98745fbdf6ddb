package dev.gregor.app.http.access;

import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How this instance shows another one who it is, and on whose behalf it asks. Thread-safe. */
public interface PeerAccess {

    /** Where all instances are open to whoever reaches them. */
    PeerAccess OPEN = (caller, method, path) -> Map.of();

    /**
     * The headers that say who asks.
     *
     * @param caller on whose behalf; null if this instance asks of itself
     * @param path the path with its parameters
     */
    Map<String, String> headers(@Nullable Caller caller, String method, String path);

    /** How connections are encrypted; empty if they are not. The same object until that changes. */
    default Optional<SSLContext> context() {
        return Optional.empty();
    }

    /** Whether a request that was let pass shows such headers. */
    default boolean hasSigned(Context request) {
        return false;
    }
}
