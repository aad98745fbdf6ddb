package dev.gregor.node.settings;

import dev.gregor.avro.schema.SchemaRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Which aggregates and projections are served.
 *
 * @param jars where to look for them beside the class path
 * @param only the aggregate types to serve; empty for all
 * @param schemas how far their schemas may move away from those before
 */
public record DomainSettings(List<Path> jars, Set<String> only, SchemaRule schemas) {

    /** Copies the collections. */
    public DomainSettings {
        jars = List.copyOf(jars);
        only = Set.copyOf(only);
    }
}
