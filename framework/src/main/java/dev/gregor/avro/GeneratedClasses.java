package dev.gregor.avro;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The classes that Avro generates from schemas, and that it may read into. Thread-safe. */
public final class GeneratedClasses {

    private GeneratedClasses() {}

    /**
     * The schema of a generated class. From now on Avro trusts the class and those of what is in it, which from version
     * 1.12.2 on it has to be told before it reads into them, or copies them.
     *
     * @throws RuntimeException if the class has no schema
     * @throws IllegalArgumentException if Avro cannot make an object of it, or of what is in it; names the class
     */
    public static Schema schema(Class<? extends SpecificRecord> type) {
        Schema schema = SpecificData.get().getSchema(type);
        trust(type, schema);
        SpecificData model = new SpecificData(type.getClassLoader());
        MovedNames.named(schema).values().forEach(each -> requireClass(model, each));
        return schema;
    }

    /** Lets Avro read into a generated class and into what is in it. */
    static void trust(Class<? extends SpecificRecord> type, Schema schema) {
        TrustedClasses.add(type.getName());
        MovedNames.named(schema).values().forEach(each -> TrustedClasses.add(SpecificData.getClassName(each)));
    }

    private static void requireClass(SpecificData model, Schema schema) {
        @Nullable Class<?> found;
        try {
            found = model.getClass(schema);
        } catch (SecurityException e) {
            throw new IllegalArgumentException(
                    "Avro does not trust %s (%s); set -Dorg.apache.avro.SERIALIZABLE_PACKAGES=%s"
                            .formatted(schema.getFullName(), e.getMessage(), schema.getNamespace()),
                    e);
        }
        if (found == null) {
            throw new IllegalArgumentException("there is no class %s; generate it too, or put it on the class path"
                    .formatted(schema.getFullName()));
        }
    }

    /** The generated class that has the name of a record's schema. */
    static Optional<Class<? extends SpecificRecord>> named(Schema schema) {
        String name = SpecificData.getClassName(schema);
        int simple = name.length() - schema.getName().length() - 1;
        String nested = simple > 0 ? name.substring(0, simple) + '$' + name.substring(simple + 1) : name;
        return Stream.of(name, nested)
                .flatMap(each -> Stream.of(
                                Thread.currentThread().getContextClassLoader(), GeneratedClasses.class.getClassLoader())
                        .flatMap(loader -> load(each, loader).stream()))
                .findFirst();
    }

    private static Optional<Class<? extends SpecificRecord>> load(String name, @Nullable ClassLoader loader) {
        try {
            Class<?> found = Class.forName(name, false, loader);
            return SpecificRecord.class.isAssignableFrom(found)
                    ? Optional.of(found.asSubclass(SpecificRecord.class))
                    : Optional.empty();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
