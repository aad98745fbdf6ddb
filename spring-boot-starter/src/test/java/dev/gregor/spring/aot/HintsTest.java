package dev.gregor.spring.aot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.command.OutcomeKind;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.envelope.PublishedTypes;
import dev.gregor.projection.Projection;
import dev.gregor.user.Register;
import dev.gregor.user.User;
import dev.gregor.user.UserById;
import dev.gregor.user.UserRegistered;
import dev.gregor.user.UserRenamed;
import dev.gregor.user.UserRow;
import dev.gregor.user.UserState;
import dev.gregor.user.UserStatus;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.aot.BeanFactoryInitializationCode;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.javapoet.ClassName;

/** What a native image of an application with a node is told to have. */
class HintsTest {

    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    private final RuntimeHints hints = new RuntimeHints();

    @BeforeEach
    void process() {
        add(AggregateRoot.class, new User());
        add(Projection.class, new UserById());
        add(PublishedTypes.class, () -> MessageTypes.none().with("user.renamed.v1", UserRenamed.class));
        AotServices.factories().load(RuntimeHintsRegistrar.class).stream()
                .filter(NodeHints.class::isInstance)
                .forEach(each -> each.registerHints(hints, getClass().getClassLoader()));
        AotServices.factories().load(BeanFactoryInitializationAotProcessor.class).stream()
                .filter(RecordHints.class::isInstance)
                .map(each -> each.processAheadOfTime(beans))
                .forEach(each -> each.applyTo(
                        new DefaultGenerationContext(
                                new ClassNameGenerator(ClassName.get("com.example", "Application")),
                                new InMemoryGeneratedFiles(),
                                hints),
                        noCode()));
    }

    private <T> void add(Class<T> type, T bean) {
        beans.registerBeanDefinition(type.getSimpleName(), new RootBeanDefinition(type, () -> bean));
    }

    private static BeanFactoryInitializationCode noCode() {
        return (BeanFactoryInitializationCode) Proxy.newProxyInstance(
                HintsTest.class.getClassLoader(),
                new Class<?>[] {BeanFactoryInitializationCode.class},
                (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private void requireRecord(Class<?> record) {
        assertThat(reflection().onType(record).withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                .accepts(hints);
        assertThat(reflection().onFieldAccess(record, "SCHEMA$")).accepts(hints);
    }

    @Test
    void aNativeImageHasTheRecordsOfAggregatesReadModelsAndMessages() {
        List.of(
                        Register.class,
                        UserRegistered.class,
                        UserState.class,
                        UserRow.class,
                        UserRenamed.class,
                        OutcomeRecord.class)
                .forEach(this::requireRecord);
    }

    @Test
    void aNativeImageHasTheTypesOfFields() {
        requireRecord(UserStatus.class);
        requireRecord(OutcomeKind.class);
    }

    @Test
    void aNativeImageHasWhatKafkaMakesByName() {
        assertThat(NodeHints.MADE_BY_KAFKA).isNotEmpty().allSatisfy(name -> {
            assertThatCode(() -> Class.forName(name).getConstructor()).doesNotThrowAnyException();
            assertThat(reflection()
                            .onType(Class.forName(name))
                            .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                    .accepts(hints);
        });
    }

    @Test
    void aNativeImageHasServiceFilesAndVersions() {
        assertThat(List.of(
                        "META-INF/services/dev.gregor.aggregate.AggregateRoot",
                        "META-INF/maven/org.apache.avro/avro/pom.properties",
                        "dev/gregor/spring/kafka.properties",
                        "kafka/kafka-version.properties",
                        "gregor.properties",
                        "root.html",
                        "docs.html",
                        "openapi-shapes.json",
                        "META-INF/maven/org.webjars/swagger-ui/pom.properties"))
                .allSatisfy(file -> {
                    assertThat(getClass().getClassLoader().getResource(file)).isNotNull();
                    assertThat(resource().forResource(file)).accepts(hints);
                });
    }
}
