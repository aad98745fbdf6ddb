package dev.gregor.spring.test;

import dev.gregor.node.settings.Key;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.util.FileSystemUtils;

/**
 * A folder of its own, deleted when the context is closed, and a free port, unless the test sets these itself.
 *
 * @param brokerInProcess whether the brokers that the application names are passed over
 */
record NodeOfTests(boolean brokerInProcess) implements ContextCustomizer {

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration test) {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "gregor-test-" + UUID.randomUUID());
        Map<String, Object> settings = new HashMap<>();
        settings.put(Key.DATA_DIR.key(), folder.toString());
        settings.put(Key.KAFKA_PORT.key(), 0);
        if (brokerInProcess) {
            settings.put(Key.BOOTSTRAP_SERVERS.key(), "");
        }
        // behind what the test sets, before what the application does
        context.getEnvironment()
                .getPropertySources()
                .addBefore(
                        StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
                        new MapPropertySource("Gregor in tests", settings));
        // destroyed last, after the node
        ((DefaultSingletonBeanRegistry) context.getBeanFactory())
                .registerDisposableBean("gregorTestFolder", () -> FileSystemUtils.deleteRecursively(folder));
    }
}
