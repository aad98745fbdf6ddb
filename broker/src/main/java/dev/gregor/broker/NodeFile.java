package dev.gregor.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** What a parent process tells a node, as a properties file; Kafka's own properties carry the prefix {@code kafka.}. */
record NodeFile(BrokerSettings settings, Membership membership) {

    private static final String KAFKA = "kafka.";

    void write(Path file) throws IOException {
        var properties = new Properties();
        properties.putAll(Map.of(
                "dir", settings.dataDir().toString(),
                "host", settings.host(),
                "port", Integer.toString(settings.clientPort()),
                "controller.port", Integer.toString(settings.controllerPort()),
                "node", Integer.toString(membership.nodeId()),
                "cluster", membership.clusterId(),
                "voters", membership.voters()));
        settings.properties().forEach((name, value) -> properties.put(KAFKA + name, value));
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
    }

    static NodeFile read(Path file) throws IOException {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return new NodeFile(settings(properties), membership(properties));
    }

    private static BrokerSettings settings(Properties properties) {
        var kafka = properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(KAFKA))
                .collect(Collectors.toMap(name -> name.substring(KAFKA.length()), properties::getProperty));
        return new BrokerSettings(
                Path.of(properties.getProperty("dir")),
                properties.getProperty("host"),
                Integer.parseInt(properties.getProperty("port")),
                Integer.parseInt(properties.getProperty("controller.port")),
                kafka);
    }

    private static Membership membership(Properties properties) {
        return new Membership(
                Integer.parseInt(properties.getProperty("node")),
                properties.getProperty("cluster"),
                properties.getProperty("voters"));
    }
}
