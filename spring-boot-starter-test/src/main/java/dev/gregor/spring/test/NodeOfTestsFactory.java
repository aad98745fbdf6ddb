package dev.gregor.spring.test;

import java.util.List;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Lets each context of a test have a node of its own, beside those of the contexts that are kept. */
final class NodeOfTestsFactory implements ContextCustomizerFactory {

    NodeOfTestsFactory() {}

    @Override
    public ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configurations) {
        return new NodeOfTests(TestContextAnnotationUtils.hasAnnotation(testClass, GregorBrokerTest.class));
    }
}
