package dev.gregor.app.http;

import java.util.Optional;

/** Whether the application can be asked. Thread-safe. */
public interface Readiness {

    /** Why the application is not ready; empty if it is. */
    Optional<String> obstacle();

    /** What to ask; empty until the application has been ready for the first time. */
    Optional<Backend> backend();
}
