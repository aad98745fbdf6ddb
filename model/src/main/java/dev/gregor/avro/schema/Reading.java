package dev.gregor.avro.schema;

import dev.gregor.avro.schema.Misreading.Kind;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Resolver;
import org.apache.avro.Resolver.Action;
import org.apache.avro.Resolver.Container;
import org.apache.avro.Resolver.EnumAdjust;
import org.apache.avro.Resolver.ErrorAction;
import org.apache.avro.Resolver.ErrorAction.ErrorType;
import org.apache.avro.Resolver.ReaderUnion;
import org.apache.avro.Resolver.RecordAdjust;
import org.apache.avro.Resolver.WriterUnion;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of records when they are read with another schema than they were written with. Follows what Avro's resolver
 * would do step by step, so that it judges what will be read, and finds more than Avro refuses: values that keep their
 * bytes and change their meaning.
 */
public final class Reading {

    private final Map<String, Schema> written;
    private final Set<Action> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Misreading> found = new LinkedHashSet<>();

    private Reading(Schema writer) {
        this.written = MovedNames.named(writer);
    }

    /** Where the reader does not get what was written; empty if it does. */
    public static Collection<Misreading> misreadings(Schema writer, Schema reader) {
        try {
            Schema known = MovedNames.known(writer, reader);
            List<Misreading> unfit = FieldFaults.of(writer, known);
            return unfit.isEmpty() ? new Reading(writer).resolved(writer, known) : unfit;
        } catch (StackOverflowError e) {
            return Misreading.unknown("it is nested too deep; make it flatter");
        }
    }

    private Collection<Misreading> resolved(Schema writer, Schema reader) {
        try {
            // Avro's readers apply aliases, and then the resolver does so again.
            Schema renamed = Schema.applyAliases(writer, reader);
            follow(Resolver.resolve(renamed, reader, new GenericData()), "");
            return found;
        } catch (AvroRuntimeException e) {
            List<Misreading> broken = FieldFaults.brokenDefaults(reader);
            return broken.isEmpty() ? Misreading.unknown(e.toString()) : broken;
        }
    }

    private void follow(Action action, String path) {
        switch (action.type) {
            case ERROR -> error((ErrorAction) action, path);
            case DO_NOTHING, PROMOTE -> compareForms(action, path);
            case CONTAINER -> {
                compareForms(action, path);
                follow(((Container) action).elementAction, path);
            }
            case ENUM -> compareSymbols((EnumAdjust) action, path);
            case RECORD -> compareRecords((RecordAdjust) action, path);
            case WRITER_UNION -> followBranches((WriterUnion) action, path);
            case READER_UNION -> followBranch(((ReaderUnion) action).actualAction, path);
            case SKIP -> {}
        }
    }

    private void error(ErrorAction error, String path) {
        switch (error.error) {
            case MISSING_REQUIRED_FIELD -> missing(error.writer, error.reader, path);
            case NAMES_DONT_MATCH -> add(path, Kind.NAME, error.writer.getFullName(), error.reader.getFullName());
            default -> add(path, Kind.TYPE, new TypeForm(error.writer), new TypeForm(error.reader));
        }
    }

    private void missing(Schema writer, Schema reader, String path) {
        reader.getFields().stream()
                .filter(field -> !field.hasDefaultValue() && writer.getField(field.name()) == null)
                .forEach(field -> add(inside(path, field), Kind.MISSING, "nothing", new TypeForm(field.schema())));
    }

    private void compareForms(Action action, String path) {
        TypeForm before = new TypeForm(action.writer);
        TypeForm now = new TypeForm(action.reader);
        if (!now.keeps(before)) {
            add(path, Kind.TYPE, before, now);
        } else if (now.isNarrowerThan(before)) {
            add(path, Kind.NARROWER, before, now);
        }
    }

    private void compareSymbols(EnumAdjust action, String path) {
        compareForms(action, path);
        Set<String> lost = new LinkedHashSet<>(action.writer.getEnumSymbols());
        lost.removeAll(action.reader.getEnumSymbols());
        @Nullable String instead = action.reader.getEnumDefault();
        if (!lost.isEmpty()) {
            add(path, instead == null ? Kind.SYMBOLS : Kind.SYMBOLS_WITH_DEFAULT, lost, String.valueOf(instead));
        }
    }

    private void compareRecords(RecordAdjust action, String path) {
        if (!seen.add(action)) {
            return;
        }
        compareForms(action, path);
        if (!path.isEmpty() && !isSameRecord(action.writer, action.reader)) {
            add(path, Kind.NAME, action.writer.getFullName(), action.reader.getFullName());
        }
        List<Field> fields = action.writer.getFields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = action.reader.getField(fields.get(i).name());
            if (field != null) {
                follow(action.fieldActions[i], inside(path, field));
            }
        }
    }

    /** Outside of unions Avro reads a record by its fields, whatever it is called. */
    private boolean isSameRecord(Schema writer, Schema reader) {
        return writer.getName().equals(reader.getName()) || hasAlias(writer, reader.getFullName());
    }

    /** Whether those who wrote a type say that it was called so before. */
    private boolean hasAlias(Schema writer, String name) {
        return written.getOrDefault(writer.getFullName(), writer).getAliases().contains(name);
    }

    private void followBranches(WriterUnion action, String path) {
        for (Action branch : action.actions) {
            Action actual = branch instanceof ReaderUnion chosen ? chosen.actualAction : branch;
            if (branch instanceof ErrorAction error && error.error != ErrorType.MISSING_REQUIRED_FIELD) {
                add(path, Kind.TYPE, new TypeForm(action.writer), new TypeForm(action.reader));
            } else {
                followBranch(actual, path);
            }
        }
    }

    /** Avro takes the first branch of a union whose fields fit; what counts is the one that has the name. */
    private void followBranch(Action actual, String path) {
        String before = actual.writer.getFullName();
        String now = actual.reader.getFullName();
        boolean isNamed = actual.reader.getType() == actual.writer.getType();
        if (isNamed && !before.equals(now) && !hasAlias(actual.writer, now)) {
            add(path, Kind.BRANCH, before, now);
        } else {
            follow(actual, path);
        }
    }

    private void add(String path, Kind kind, Object before, Object now) {
        found.add(Misreading.of(path, kind, before, now));
    }

    /** The path of a field of the record at this path. */
    public static String inside(String path, Field field) {
        return path.isEmpty() ? field.name() : path + '.' + field.name();
    }
}
