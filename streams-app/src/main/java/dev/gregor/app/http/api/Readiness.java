package dev.gregor.app.http.api;

import java.util.List;
import java.util.Optional;

/** Whether the application can be asked. Thread-safe. */
public interface Readiness {

    /** The id of this instance, which no other has. */
    public String instance();

    /** Why the application is not ready; empty if it is. */
    public Optional<String> obstacle();

    /** What is wrong although the application is ready, one sentence each. */
    public default List<String> warnings() {
        return List.of();
    }

    /** What to ask; empty until the application has been ready for the first time. */
    public Optional<Backend> backend();
}
