package dev.gregor.spring.test;

import static dev.gregor.testing.AggregateFixture.overTopology;
import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.projection.Projection;
import dev.gregor.testing.AggregateFixture;
import dev.gregor.testing.ProjectionFixture;
import java.util.function.Function;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ResolvableType;

/** Adds a fixture for each aggregate and each read model of the context. */
@AutoConfiguration
final class Fixtures {

    Fixtures() {}

    @Bean
    static BeanFactoryPostProcessor gregorFixtures() {
        return beans -> {
            add(beans, AggregateRoot.class, AggregateFixture.class, each -> overTopology((AggregateRoot<?>) each));
            add(beans, Projection.class, ProjectionFixture.class, each -> ProjectionFixture.of((Projection<?>) each));
        };
    }

    private static void add(
            ConfigurableListableBeanFactory beans, Class<?> tested, Class<?> fixture, Function<Object, Object> test) {
        for (String name : beans.getBeanNamesForType(tested, true, false)) {
            RootBeanDefinition definition = new RootBeanDefinition(fixture);
            definition.setInstanceSupplier(() -> test.apply(beans.getBean(name)));
            definition.setTargetType(ResolvableType.forClassWithGenerics(
                    fixture,
                    ResolvableType.forClass(tested, requireNonNull(beans.getType(name)))
                            .getGeneric()));
            definition.setLazyInit(true);
            ((BeanDefinitionRegistry) beans).registerBeanDefinition(name + "Fixture", definition);
        }
    }
}
