package dev.gregor.spring.aot;

import java.util.List;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** Lets a native image have what a node finds by name: classes that it gives to Kafka, service files and versions. */
final class NodeHints implements RuntimeHintsRegistrar {

    static final List<String> MADE_BY_KAFKA = List.of(
            "dev.gregor.streams.state.StoreTuning",
            "dev.gregor.streams.thread.PollListener",
            WallclockTimestampExtractor.class.getName(),
            CooperativeStickyAssignor.class.getName());

    static final List<String> FILES = List.of(
            "META-INF/services/dev.gregor.*",
            "META-INF/maven/org.apache.avro/avro/pom.properties",
            "dev/gregor/spring/kafka.properties",
            "kafka/kafka-version.properties",
            "gregor.properties",
            "root.html",
            "docs.html",
            "openapi-shapes.json",
            "META-INF/maven/org.webjars/swagger-ui/pom.properties",
            "META-INF/resources/webjars/swagger-ui/*/swagger-ui.css",
            "META-INF/resources/webjars/swagger-ui/*/swagger-ui-bundle.js");

    /** Made by Spring. */
    NodeHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        for (String name : MADE_BY_KAFKA) {
            hints.reflection().registerType(TypeReference.of(name), MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
        }
        FILES.forEach(hints.resources()::registerPattern);
    }
}
