package dev.gregor.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    @Test
    void describesEveryCommandAndReadsAsOpenApi31() {
        try (Fakes fakes = new Fakes()) {
            HttpResponse<String> response = new Client(fakes.server.url()).get("/openapi.json");
            SwaggerParseResult parsed =
                    new OpenAPIV3Parser().readContents(response.body(), List.of(), new ParseOptions());
            assertThat(parsed.getMessages()).isEmpty();
            assertThat(parsed.getOpenAPI().getOpenapi()).startsWith("3.1");
            assertThat(parsed.getOpenAPI().getPaths())
                    .containsKeys(
                            "/api/commands",
                            "/api/aggregates/user/{id}",
                            "/api/aggregates/user/{id}/events",
                            "/api/aggregates/user/{id}/commands/register",
                            "/api/aggregates/user/{id}/commands/change-email");
        }
    }

    @Test
    void describesWhatARequestHasToHave() {
        try (Fakes fakes = new Fakes()) {
            JsonNode paths = Client.json(new Client(fakes.server.url()).get("/openapi.json"))
                    .path("paths");
            JsonNode register =
                    paths.path("/api/aggregates/user/{id}/commands/register").path("post");
            JsonNode activate =
                    paths.path("/api/aggregates/user/{id}/commands/activate").path("post");
            assertThat(register.at("/requestBody/required").asBoolean()).isTrue();
            assertThat(activate.at("/requestBody/required").asBoolean(true)).isFalse();
            assertThat(register.at("/parameters/0/schema/maxLength").asInt()).isEqualTo(200);
            assertThat(paths.path("/api/projections/user-by-id")
                            .at("/get/parameters")
                            .findValuesAsText("name"))
                    .containsExactly(
                            "from", "to", "prefix", "limit", "order", "cursor", "count", "Gregor-Position", "after");
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        try (Fakes fakes = new Fakes()) {
            JsonNode document = Client.json(new Client(fakes.server.url()).get("/openapi.json"));
            List<String> references = new ArrayList<>();
            document.findValuesAsText("$ref", references);
            assertThat(references)
                    .isNotEmpty()
                    .allMatch(each -> !document.at(each.substring(1)).isMissingNode());
        }
    }
}
