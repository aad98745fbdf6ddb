package dev.gregor.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.json.AvroJson;
import dev.gregor.json.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaParseException;
import org.apache.avro.generic.GenericRecord;

/** Schemas as files, {@code events/user.registered.v1-2.avsc} being the second of that event. */
record AcceptedSchemas(Path directory) {

    private static final String GENERATION = "-[0-9]+\\.avsc";

    List<Schema> of(String kind, String type) {
        List<Schema> schemas = new ArrayList<>();
        for (Path file = file(kind, type, 1); Files.exists(file); file = file(kind, type, schemas.size() + 1)) {
            schemas.add(read(file));
        }
        return schemas;
    }

    void add(String kind, String type, Schema schema) {
        Path file = file(kind, type, of(kind, type).size() + 1);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, SchemaFormatter.format("json/pretty", schema) + '\n');
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** The messages of an aggregate type of which there is a file. */
    Set<String> types(String kind, String aggregateType) {
        Path folder = directory.resolve(kind);
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(aggregateType + '.') && name.matches(".+" + GENERATION))
                    .map(name -> name.replaceFirst(GENERATION, ""))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    private Path file(String kind, String type, int generation) {
        return directory.resolve(kind).resolve(type + '-' + generation + ".avsc");
    }

    /**
     * A record of the schema in a file.
     *
     * @throws IllegalArgumentException if the JSON is no such record
     */
    static GenericRecord record(Path schema, String json) {
        return AvroJson.read(read(schema), JsonText.read(json.getBytes(UTF_8)));
    }

    private static Schema read(Path file) {
        try {
            return new Schema.Parser().parse(Files.readString(file));
        } catch (SchemaParseException e) {
            throw new AssertionError(
                    file + " is no Avro schema (" + e.getMessage() + "); take it as it was accepted", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
