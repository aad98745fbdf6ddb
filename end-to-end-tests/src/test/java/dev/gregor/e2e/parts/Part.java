package dev.gregor.e2e.parts;

import java.nio.file.Path;

/** What an instance has besides its events, and what it must be able to do without. */
sealed interface Part {

    /** A topic with all its records. */
    record Topic(String name) implements Part {}

    /** A consumer group with its offsets. */
    record Group(String name) implements Part {}

    /**
     * A folder or a file.
     *
     * @param name below the folder of all data
     */
    record Folder(Path path, String name) implements Part {}

    /** Its name at its owner. */
    String name();
}
