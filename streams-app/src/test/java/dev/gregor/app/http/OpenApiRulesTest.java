package dev.gregor.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rules by which linters judge an OpenAPI document, held by the one that is served. */
class OpenApiRulesTest {

    private static final Pattern IN_PATH = Pattern.compile("\\{([^}]+)}");

    private final Fakes fakes = new Fakes();
    private final JsonNode document = Client.json(new Client(fakes.server.url()).get("/openapi.json"));

    private record Operation(String path, JsonNode json) {

        List<String> parametersIn(String place) {
            List<String> names = new ArrayList<>();
            json.path("parameters").forEach(each -> {
                if (each.path("in").asText().equals(place)) {
                    names.add(each.path("name").asText());
                }
            });
            return names;
        }
    }

    @AfterEach
    void close() {
        fakes.close();
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            path.getValue().forEach(each -> operations.add(new Operation(path.getKey(), each)));
        }
        return operations;
    }

    private JsonNode resolved(JsonNode json) {
        String reference = json.path("$ref").asText();
        return reference.isEmpty() ? json : document.at(reference.substring(1));
    }

    @Test
    void saysThatNoCredentialsAreAskedFor() {
        assertThat(document.path("security").isArray()).isTrue();
        assertThat(document.path("security")).isEmpty();
        assertThat(document.at("/info/license/identifier").asText()).isEqualTo("Apache-2.0");
    }

    @Test
    void eachOperationHasAnIdOfItsOwnAndASummary() {
        assertThat(operations())
                .isNotEmpty()
                .extracting(each -> each.json().path("operationId").asText())
                .doesNotContain("")
                .doesNotHaveDuplicates();
        assertThat(operations())
                .extracting(each -> each.json().path("summary").asText())
                .doesNotContain("");
    }

    @Test
    void eachOperationHasAnAnswerAndTellsWhatMayBeWrong() {
        assertThat(operations())
                .allSatisfy(each -> assertThat(each.json().path("responses").fieldNames())
                        .toIterable()
                        .describedAs(each.path())
                        .anyMatch(status -> status.startsWith("2"))
                        .anyMatch(status -> status.startsWith("4")));
    }

    @Test
    void aRowIsDescribedInBothOfItsForms() {
        assertThat(document.path("paths")
                        .path("/api/projections/user-by-id/{key}")
                        .at("/get/responses/200/content")
                        .fieldNames())
                .toIterable()
                .containsExactly("application/json", "text/event-stream");
    }

    @Test
    void eachComponentIsUsed() {
        List<String> used = document.findValuesAsText("$ref");
        for (String kind : List.of("schemas", "responses", "headers")) {
            assertThat(document.at("/components/" + kind).fieldNames())
                    .toIterable()
                    .isNotEmpty()
                    .allMatch(name -> used.contains("#/components/" + kind + '/' + name));
        }
    }

    @Test
    void thePartsOfAPathAreItsParameters() {
        assertThat(operations()).allSatisfy(each -> {
            List<String> parts = IN_PATH.matcher(each.path())
                    .results()
                    .map(MatchResult::group)
                    .map(part -> part.substring(1, part.length() - 1))
                    .toList();
            assertThat(each.parametersIn("path")).isEqualTo(parts);
        });
    }

    @Test
    void anIdOfAnAggregateHasItsLimits() {
        List<JsonNode> ids = new ArrayList<>();
        operations()
                .forEach(operation -> operation.json().path("parameters").forEach(each -> {
                    if (each.path("name").asText().equals("id")) {
                        ids.add(each.path("schema"));
                    }
                }));
        assertThat(ids).isNotEmpty().allSatisfy(schema -> {
            assertThat(schema.path("minLength").asInt()).isEqualTo(1);
            assertThat(schema.path("maxLength").asInt()).isEqualTo(200);
        });
    }

    private boolean requiresSomething(JsonNode schema) {
        JsonNode alternatives = schema.path("anyOf");
        return !schema.path("required").isEmpty()
                || schema.path("minItems").asInt() > 0
                || (!alternatives.isEmpty()
                        && StreamSupport.stream(alternatives.spliterator(), false)
                                .allMatch(each -> requiresSomething(resolved(each))));
    }

    @Test
    void aBodyIsRequiredIfSomethingInItIs() {
        List<JsonNode> bodies = operations().stream()
                .map(each -> each.json().path("requestBody"))
                .filter(each -> !each.isMissingNode())
                .toList();
        assertThat(bodies).isNotEmpty().allSatisfy(body -> {
            JsonNode schema = resolved(body.at("/content/application~1json/schema"));
            assertThat(body.path("required").asBoolean()).isEqualTo(requiresSomething(schema));
        });
    }
}
