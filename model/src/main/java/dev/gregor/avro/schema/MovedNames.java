package dev.gregor.avro.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * Which types of a schema are called otherwise in another one, because a class was moved or renamed. A record is chosen by
 * the logical type of its message; the types in it are taken for the same if nothing but their namespaces differ.
 */
public final class MovedNames {

    private final Schema writer;
    private final Map<String, Schema> written;
    private final Map<String, Schema> read;

    private MovedNames(Schema writer, Schema reader) {
        this.writer = writer;
        this.written = named(writer);
        this.read = named(reader);
    }

    /** The reader's schema, with the names that the writer's has for the same types as aliases. */
    public static Schema known(Schema writer, Schema reader) {
        MovedNames names = new MovedNames(writer, reader);
        Map<String, String> moved = names.moved(reader);
        return moved.isEmpty() ? reader : withAliases(reader, moved);
    }

    /** The types of a schema that have names, by their full names. */
    public static Map<String, Schema> named(Schema schema) {
        Map<String, Schema> named = new LinkedHashMap<>();
        collect(schema, named);
        return named;
    }

    /** What those who read with a schema go by besides its types: aliases, and the default symbols of enums. */
    public static List<Object> attributes(Schema schema) {
        List<Object> attributes = new ArrayList<>();
        named(schema).values().forEach(type -> {
            attributes.add(type.getAliases());
            if (type.getType() == Schema.Type.RECORD) {
                type.getFields().forEach(field -> attributes.add(field.aliases()));
            } else if (type.getType() == Schema.Type.ENUM) {
                attributes.add(String.valueOf(type.getEnumDefault()));
            }
        });
        return attributes;
    }

    private static void collect(Schema schema, Map<String, Schema> named) {
        switch (schema.getType()) {
            case RECORD -> {
                if (named.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), named));
                }
            }
            case ENUM, FIXED -> named.putIfAbsent(schema.getFullName(), schema);
            case ARRAY -> collect(schema.getElementType(), named);
            case MAP -> collect(schema.getValueType(), named);
            case UNION -> schema.getTypes().forEach(branch -> collect(branch, named));
            default -> {}
        }
    }

    private static Schema withAliases(Schema reader, Map<String, String> moved) {
        Schema copy = new Schema.Parser(NameValidator.NO_VALIDATION)
                .setValidateDefaults(false)
                .parse(reader.toString());
        Map<String, Schema> named = named(copy);
        moved.forEach((now, before) -> {
            Schema type = named.get(now);
            if (type != null) {
                type.addAlias(before.contains(".") ? before : "." + before);
            }
        });
        return copy;
    }

    /** The writer's names by the reader's. */
    private Map<String, String> moved(Schema reader) {
        Map<String, String> moved = new LinkedHashMap<>();
        List<Schema> gone = strangers(written.values(), read);
        gone.removeIf(type ->
                read.values().stream().anyMatch(each -> each.getAliases().contains(type.getFullName())));
        List<Schema> added = strangers(read.values(), written);
        if (gone.contains(writer) && added.contains(reader)) {
            moved.put(reader.getFullName(), writer.getFullName());
            gone.remove(writer);
            added.remove(reader);
        }
        for (Schema type : added) {
            List<Schema> earlier = alike(type, gone);
            if (earlier.size() == 1 && alike(type, added).size() == 1) {
                moved.put(type.getFullName(), earlier.get(0).getFullName());
            }
        }
        return moved;
    }

    private static List<Schema> strangers(Collection<Schema> types, Map<String, Schema> others) {
        List<Schema> strangers = new ArrayList<>(types);
        strangers.removeIf(type -> others.containsKey(type.getFullName()));
        return strangers;
    }

    private static List<Schema> alike(Schema type, Collection<Schema> types) {
        return types.stream()
                .filter(each ->
                        each.getType() == type.getType() && each.getName().equals(type.getName()))
                .toList();
    }
}
