package dev.gregor.app.http.api;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.app.http.asyncapi.Channels;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.projection.ProjectionDefinition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is served over HTTP.
 *
 * @param version the version of the application
 * @param aggregates the aggregate types, by name
 * @param projections the read models
 * @param channels what is sent and received over Kafka
 * @param readiness whether the application can be asked
 * @param metrics the metrics
 * @param base the path before all others, such as {@code /gregor}; empty for none
 */
public record Api(
        String version,
        Map<String, AggregateDefinition<?>> aggregates,
        List<ProjectionDefinition<?>> projections,
        Channels channels,
        Readiness readiness,
        MetricsText metrics,
        String base) {

    /** Copies the definitions. */
    public Api {
        aggregates = new TreeMap<>(aggregates);
        projections = List.copyOf(projections);
    }

    /** Serves these aggregates and read models. */
    public static Api of(
            String version,
            Collection<AggregateDefinition<?>> aggregates,
            Collection<ProjectionDefinition<?>> projections,
            Channels channels,
            Readiness readiness,
            MetricsText metrics) {
        Map<String, AggregateDefinition<?>> byType = new TreeMap<>();
        aggregates.forEach(each -> byType.put(each.type(), each));
        return new Api(version, byType, List.copyOf(projections), channels, readiness, metrics, "");
    }

    /** The same behind a path. */
    public Api at(String path) {
        return new Api(version, aggregates, projections, channels, readiness, metrics, path);
    }

    /** The definition of an aggregate type, or a problem that lists those that exist. */
    public AggregateDefinition<?> aggregate(String type) {
        AggregateDefinition<?> definition = aggregates.get(type);
        if (definition == null) {
            throw Problem.unknown(ProblemType.UNKNOWN_AGGREGATE_TYPE, "aggregate type", type, aggregates.keySet());
        }
        return definition;
    }

    /** The names of the read models, each once. */
    public Set<String> projectionNames() {
        return projections.stream().map(ProjectionDefinition::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What to ask, or a problem with the reason until the application has been ready for the first time. */
    public Backend backend() {
        return readiness
                .backend()
                .orElseThrow(() -> new Problem(
                        ProblemType.NOT_READY,
                        readiness.obstacle().orElse("The application starts") + "; try again in a second"));
    }
}
