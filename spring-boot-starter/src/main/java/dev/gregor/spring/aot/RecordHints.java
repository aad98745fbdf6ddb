package dev.gregor.spring.aot;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.messaging.envelope.PublishedTypes;
import dev.gregor.projection.Projection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Lets a native image have the generated classes of Avro that aggregates, read models and published messages name, and those in their
 * fields. It makes these beans, and those that they need, while the application is built.
 */
final class RecordHints implements BeanFactoryInitializationAotProcessor {

    /** Made by Spring. */
    RecordHints() {}

    @Override
    public BeanFactoryInitializationAotContribution processAheadOfTime(ConfigurableListableBeanFactory beans) {
        Set<String> names = new TreeSet<>();
        add(names, OutcomeRecord.getClassSchema());
        beans.getBeanProvider(AggregateRoot.class).forEach(each -> addAll(names, each.definition()));
        beans.getBeanProvider(Projection.class)
                .forEach(each -> add(names, each.definition().rowSchema()));
        beans.getBeanProvider(PublishedTypes.class)
                .forEach(each -> each.types().classes().values().forEach(record -> add(names, schema(record))));
        return (generation, code) -> names.forEach(name -> register(generation.getRuntimeHints(), name));
    }

    private static Schema schema(Class<?> record) {
        return SpecificData.get().getSchema(record);
    }

    private static void addAll(Set<String> names, AggregateDefinition<?> aggregate) {
        add(names, aggregate.stateSchema());
        aggregate.commands().forEach(command -> add(names, command.schema()));
        aggregate.events().forEach(event -> add(names, event.schema()));
        aggregate.recordedEvents().forEach(event -> add(names, schema(event.messageClass())));
    }

    /** Adds the names of the classes of a schema and of its fields. */
    private static void add(Set<String> names, Schema schema) {
        switch (schema.getType()) {
            case ARRAY -> add(names, schema.getElementType());
            case MAP -> add(names, schema.getValueType());
            case UNION -> schema.getTypes().forEach(branch -> add(names, branch));
            case ENUM, FIXED -> names.add(SpecificData.getClassName(schema));
            case RECORD -> {
                if (names.add(SpecificData.getClassName(schema))) {
                    schema.getFields().forEach(field -> add(names, field.schema()));
                }
            }
            default -> {}
        }
    }

    private static void register(RuntimeHints hints, String name) {
        hints.reflection()
                .registerType(
                        TypeReference.of(name),
                        type -> type.withMembers(
                                        MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                                        MemberCategory.INVOKE_PUBLIC_METHODS)
                                .withField("SCHEMA$")
                                .withField("MODEL$"));
    }
}
