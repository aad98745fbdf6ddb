package dev.gregor.avro.seal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.avro.Schema;

/** The types in a schema whose values take no bytes: null, fixed of no bytes, and records of nothing else. All others take at least one. */
final class EmptyTypes {

    private final Set<Schema> types = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Those among all types of a schema. */
    EmptyTypes(Set<Schema> all) {
        all.stream().filter(EmptyTypes::maybeEmpty).forEach(types::add);
        boolean isNew = true;
        while (isNew) { // A record may be in itself.
            isNew = types.removeIf(each -> each.getType() == Schema.Type.RECORD && hasOthers(each));
        }
    }

    private static boolean maybeEmpty(Schema schema) {
        return switch (schema.getType()) {
            case NULL, RECORD -> true;
            case FIXED -> schema.getFixedSize() == 0;
            default -> false;
        };
    }

    private boolean hasOthers(Schema record) {
        return record.getFields().stream().anyMatch(field -> !types.contains(field.schema()));
    }

    boolean contains(Schema schema) {
        return types.contains(schema);
    }
}
