package dev.gregor.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The objects under deploy/kubernetes, by kind and name. */
final class Manifests {

    private final Map<String, JsonNode> objects = new LinkedHashMap<>();

    private Manifests() {}

    static Manifests read(Path folder) throws IOException {
        Manifests manifests = new Manifests();
        try (Stream<Path> files = Files.list(folder)) {
            files.sorted().forEach(manifests::add);
        }
        return manifests;
    }

    private void add(Path file) {
        YAMLMapper yaml = new YAMLMapper();
        try (var documents = yaml.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            documents.forEachRemaining(object -> objects.put(
                    object.path("kind").asText()
                            + '/'
                            + object.at("/metadata/name").asText(),
                    object));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no YAML", e);
        }
    }

    JsonNode object(String kindAndName) {
        JsonNode object = objects.get(kindAndName);
        if (object == null) {
            throw new AssertionError("There is no " + kindAndName + ", only " + objects.keySet());
        }
        return object;
    }

    Map<String, JsonNode> objects() {
        return objects;
    }

    JsonNode pod() {
        return object("StatefulSet/gregor").at("/spec/template");
    }

    JsonNode container() {
        return pod().at("/spec/containers/0");
    }

    /** The variables of an instance as Kubernetes sets them, without those that it adds by itself. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        object("ConfigMap/gregor")
                .path("data")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        elements(container().path("env"))
                .filter(variable -> variable.has("value"))
                .forEach(variable -> environment.put(
                        variable.path("name").asText(),
                        expanded(variable.path("value").asText())));
        return environment;
    }

    private static String expanded(String value) {
        return value.replace("$(POD_NAME)", "gregor-0");
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** The values of a field wherever it is in an object. */
    static List<String> valuesOf(JsonNode object, String field) {
        return object.findValuesAsText(field);
    }
}
