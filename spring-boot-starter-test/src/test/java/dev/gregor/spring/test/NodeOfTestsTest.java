package dev.gregor.spring.test;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.test.context.support.AnnotationConfigContextLoader;

/** What a test sets wins, what the application sets does not. */
@SpringJUnitConfig(NodeOfTestsTest.Nothing.class)
@TestPropertySource("/node-of-tests.properties")
class NodeOfTestsTest {

    @Autowired
    Environment environment;

    @DynamicPropertySource
    static void set(DynamicPropertyRegistry properties) {
        properties.add("gregor.kafka-port", () -> 1234);
    }

    static class Nothing {}

    @GregorBrokerTest
    static class Slice {}

    private static String servers(Class<?> test) {
        var context = new GenericApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addLast(new MapPropertySource("application", Map.of("gregor.bootstrap-servers", "prod:9092")));
        new NodeOfTestsFactory()
                .createContextCustomizer(test, List.of())
                .customizeContext(
                        context,
                        new MergedContextConfiguration(test, null, null, null, new AnnotationConfigContextLoader()));
        return requireNonNull(context.getEnvironment().getProperty("gregor.bootstrap-servers"));
    }

    @Test
    void leavesToATestWhatItSets() {
        assertThat(environment.getProperty("gregor.kafka-port")).isEqualTo("1234");
        assertThat(environment.getProperty("gregor.data-dir")).isEqualTo("/of/test");
    }

    @Test
    void aSliceWithABrokerPassesOverTheBrokersOfTheApplication() {
        assertThat(servers(Slice.class)).isEmpty();
        assertThat(servers(NodeOfTestsTest.class)).isEqualTo("prod:9092");
    }
}
