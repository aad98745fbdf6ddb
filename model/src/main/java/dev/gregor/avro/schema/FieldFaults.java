package dev.gregor.avro.schema;

import dev.gregor.avro.schema.Misreading.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.GenericData;

/** Names, aliases and default values of fields for which Avro finds no answer, or not the one that was meant. */
final class FieldFaults {

    private final Map<String, String> paths = new LinkedHashMap<>();
    private final List<Misreading> found = new ArrayList<>();

    private FieldFaults(Schema reader) {
        findPaths(reader, "");
    }

    /** The faults of fields whose values are not where the reader looks for them. */
    static List<Misreading> of(Schema writer, Schema reader) {
        FieldFaults faults = new FieldFaults(reader);
        Map<String, Schema> written = MovedNames.named(writer);
        MovedNames.named(reader).forEach((name, read) -> {
            if (read.getType() == Schema.Type.RECORD) {
                faults.compareWith(written, read, name);
            }
        });
        return faults.found;
    }

    /** The fields whose default values Avro cannot make out, whether they are needed or not. */
    static List<Misreading> brokenDefaults(Schema reader) {
        FieldFaults faults = new FieldFaults(reader);
        MovedNames.named(reader).forEach((name, read) -> {
            if (read.getType() == Schema.Type.RECORD) {
                String path = faults.paths.getOrDefault(name, "");
                read.getFields().forEach(field -> faults.checkDefault(field, Reading.inside(path, field)));
            }
        });
        return faults.found;
    }

    private void findPaths(Schema schema, String path) {
        switch (schema.getType()) {
            case RECORD -> {
                if (paths.putIfAbsent(schema.getFullName(), path) == null) {
                    schema.getFields().forEach(field -> findPaths(field.schema(), Reading.inside(path, field)));
                }
            }
            case ARRAY -> findPaths(schema.getElementType(), path);
            case MAP -> findPaths(schema.getValueType(), path);
            case UNION -> schema.getTypes().forEach(branch -> findPaths(branch, path));
            default -> {}
        }
    }

    private void compareWith(Map<String, Schema> written, Schema read, String name) {
        written.forEach((writtenName, before) -> {
            if (before.getType() == Schema.Type.RECORD
                    && (writtenName.equals(name) || read.getAliases().contains(writtenName))) {
                compare(before, read, paths.getOrDefault(name, ""));
            }
        });
    }

    private void compare(Schema before, Schema now, String path) {
        Map<String, String> names = new HashMap<>();
        now.getFields().forEach(field -> field.aliases().forEach(alias -> names.put(alias, field.name())));
        for (Field field : now.getFields()) {
            String fieldPath = Reading.inside(path, field);
            Set<String> meant = meant(before, field);
            Set<String> read = read(before, field, names);
            if (meant.size() > 1 || read.size() > 1) {
                meant.addAll(read);
                found.add(Misreading.of(fieldPath, Kind.SEVERAL_SOURCES, meant, field.name()));
            } else if (!meant.isEmpty() && !meant.equals(read)) {
                found.add(Misreading.of(fieldPath, Kind.LEFT_OUT, meant, field.name()));
            } else if (meant.isEmpty()) {
                checkRenamed(before, now, field, fieldPath);
                checkDefault(field, fieldPath);
            }
        }
    }

    /** The fields that were written for a field, by its name or by an alias. */
    private static Set<String> meant(Schema before, Field field) {
        return names(
                before, name -> name.equals(field.name()) || field.aliases().contains(name));
    }

    /** The fields that Avro reads into a field: its readers put names in the places of aliases, twice. */
    private static Set<String> read(Schema before, Field field, Map<String, String> names) {
        return names(before, name -> {
            String once = names.getOrDefault(name, name);
            return names.getOrDefault(once, once).equals(field.name());
        });
    }

    private static Set<String> names(Schema record, Predicate<String> condition) {
        return record.getFields().stream()
                .map(Field::name)
                .filter(condition)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The writer has the field under a name that the reader does not know. */
    private void checkRenamed(Schema before, Schema now, Field field, String fieldPath) {
        before.getFields().stream()
                .filter(each -> each.aliases().contains(field.name()))
                .filter(each -> now.getField(each.name()) == null)
                .forEach(each -> found.add(Misreading.of(fieldPath, Kind.LEFT_OUT, Set.of(each.name()), field.name())));
    }

    private void checkDefault(Field field, String fieldPath) {
        if (field.hasDefaultValue()) {
            try {
                new GenericData().getDefaultValue(field);
            } catch (AvroRuntimeException | NullPointerException | ClassCastException | IllegalArgumentException e) {
                found.add(Misreading.of(fieldPath, Kind.DEFAULT, String.valueOf(field.defaultVal()), e));
            }
        }
    }
}
