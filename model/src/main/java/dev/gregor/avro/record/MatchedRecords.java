package dev.gregor.avro.record;

import dev.gregor.avro.schema.MovedNames;
import dev.gregor.avro.schema.Reading;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Resolver;
import org.apache.avro.Resolver.Action;
import org.apache.avro.Resolver.Container;
import org.apache.avro.Resolver.ReaderUnion;
import org.apache.avro.Resolver.RecordAdjust;
import org.apache.avro.Resolver.WriterUnion;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds records in bytes that would be read as records of another name. Avro reads a record as any other whose fields fit,
 * in unions as well, where the record that was written may be unknown to the reader.
 */
public final class MatchedRecords {

    private static final GenericData DATA = new GenericData();

    /** A record that is read, and whether a union may hold it: there its namespace counts too. */
    private record Match(RecordAdjust read, boolean isInUnion) {}

    private final Map<String, Schema> written;
    private final Action root;
    private final GenericDatumReader<Object> reader;

    private MatchedRecords(Schema writer, Schema renamed, Action root) {
        this.written = MovedNames.named(writer);
        this.root = root;
        this.reader = new GenericDatumReader<>(renamed);
    }

    /**
     * What there is to look for in bytes of one schema that are read with another; empty if all their records keep their
     * names.
     */
    public static Optional<MatchedRecords> between(Schema writer, Schema reader) {
        try {
            // As often as Avro does so itself, see Reading.
            Schema once = Schema.applyAliases(writer, reader);
            Schema renamed = Schema.applyAliases(once, reader);
            MatchedRecords records = new MatchedRecords(writer, renamed, Resolver.resolve(once, reader, DATA));
            return records.anyIsRenamed(records.root, false, new HashSet<>()) ? Optional.of(records) : Optional.empty();
        } catch (AvroRuntimeException e) {
            return Optional.empty(); // Reading fails by itself, and says why.
        }
    }

    /**
     * Refuses bytes with a record that would be read as another one.
     *
     * @throws AvroTypeException if there is one; names the field and both records
     */
    public void check(byte[] value, int header) throws IOException {
        check(root, BoundedDecoder.read(value, header, reader), false, "");
    }

    private boolean anyIsRenamed(Action action, boolean isInUnion, Set<Match> seen) {
        return switch (action.type) {
            case CONTAINER -> anyIsRenamed(((Container) action).elementAction, false, seen);
            case WRITER_UNION ->
                List.of(((WriterUnion) action).actions).stream().anyMatch(each -> anyIsRenamed(each, true, seen));
            case READER_UNION -> anyIsRenamed(((ReaderUnion) action).actualAction, true, seen);
            case RECORD -> {
                Match match = new Match((RecordAdjust) action, isInUnion);
                yield seen.add(match)
                        && (isRenamed(match)
                                || List.of(match.read().fieldActions).stream()
                                        .anyMatch(each -> anyIsRenamed(each, false, seen)));
            }
            default -> false;
        };
    }

    /** The record of a message is chosen by its logical type, whatever it is called. */
    private boolean isRenamed(Match match) {
        Schema before = match.read().writer;
        Schema now = match.read().reader;
        Schema original = written.getOrDefault(before.getFullName(), before);
        boolean isSame = match.isInUnion()
                ? before.getFullName().equals(now.getFullName())
                : before.getName().equals(now.getName());
        return match.read() != root && !isSame && !original.getAliases().contains(now.getFullName());
    }

    private void check(Action action, @Nullable Object value, boolean isInUnion, String path) {
        if (value == null) {
            return;
        }
        switch (action.type) {
            case CONTAINER -> checkElements(((Container) action).elementAction, value, path);
            case WRITER_UNION -> {
                Action branch = ((WriterUnion) action).actions[DATA.resolveUnion(action.writer, value)];
                check(branch, value, true, path);
            }
            case READER_UNION -> check(((ReaderUnion) action).actualAction, value, true, path);
            case RECORD -> checkRecord(new Match((RecordAdjust) action, isInUnion), (IndexedRecord) value, path);
            default -> {}
        }
    }

    private void checkElements(Action element, Object value, String path) {
        Collection<?> elements = value instanceof Map<?, ?> map ? map.values() : (Collection<?>) value;
        elements.forEach(each -> check(element, each, false, path));
    }

    private void checkRecord(Match match, IndexedRecord value, String path) {
        if (isRenamed(match)) {
            throw new AvroTypeException(
                    "field '%s' holds a %s, which would be read as a %s because its fields fit: give the latter the alias %2$s if it is meant, or add the former to what is read"
                            .formatted(
                                    path,
                                    match.read().writer.getFullName(),
                                    match.read().reader.getFullName()));
        }
        List<Field> fields = match.read().writer.getFields();
        for (int i = 0; i < fields.size(); i++) {
            check(match.read().fieldActions[i], value.get(i), false, Reading.inside(path, fields.get(i)));
        }
    }
}
