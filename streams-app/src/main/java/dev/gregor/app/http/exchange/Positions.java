package dev.gregor.app.http.exchange;

import dev.gregor.position.Position;
import dev.gregor.projection.query.QueryAnswer;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The positions that an answer has to show: of all lines of the header and all {@code ?after=}, each a list between commas.
 * Of several in one partition the last counts.
 */
public record Positions(List<Position> all) {

    /** The header of positions. */
    public static final String HEADER = "Gregor-Position";

    private static final String PARAMETER = "after";
    private static final int MAX = 100;

    /** The positions of a request; throws a {@link Problem} for one that is malformed or of another aggregate type. */
    public static Positions of(Context request, Set<String> aggregateTypes) {
        Map<String, Position> last = new LinkedHashMap<>();
        for (String token : tokens(request.queryParams(PARAMETER))) {
            add(last, position(PARAMETER, token, aggregateTypes));
        }
        for (String token : tokens(Collections.list(request.req().getHeaders(HEADER)))) {
            add(last, position(HEADER, token, aggregateTypes));
        }
        if (last.size() > MAX) {
            throw Problem.invalid(PARAMETER, last.size() + " positions", "at most " + MAX);
        }
        return new Positions(List.copyOf(last.values()));
    }

    private static List<String> tokens(List<String> lines) {
        List<String> tokens = new ArrayList<>();
        for (String line : lines) {
            for (String token : line.split(",", -1)) {
                if (!token.isBlank()) {
                    tokens.add(token.strip());
                }
            }
        }
        return tokens;
    }

    private static Position position(String name, String token, Set<String> aggregateTypes) {
        Position position = parse(name, token);
        if (!aggregateTypes.contains(position.aggregateType())) {
            throw Problem.invalid(name, token, "a position of one of " + aggregateTypes);
        }
        return position;
    }

    /** One position; throws a {@link Problem} that names the field if it is malformed. */
    public static Position parse(String name, String token) {
        try {
            return Position.parse(token);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(name, token, "the Gregor-Position of an answer, such as user:3:17");
        }
    }

    private static void add(Map<String, Position> last, Position position) {
        last.merge(
                position.aggregateType() + ':' + position.partition(),
                position,
                (one, other) -> one.sequence() >= other.sequence() ? one : other);
    }

    /** The one in this partition, if there is. */
    public Optional<Position> in(String aggregateType, int partition) {
        return all.stream()
                .filter(each ->
                        each.partition() == partition && each.aggregateType().equals(aggregateType))
                .findFirst();
    }

    /** One of them; null if there is none. */
    public @Nullable Position first() {
        return all.isEmpty() ? null : all.get(0);
    }

    /** Asks a question that waits for one position until all are applied, and answers the last answer. */
    public <T> CompletableFuture<QueryAnswer<T>> ask(
            Function<@Nullable Position, CompletableFuture<QueryAnswer<T>>> question) {
        if (all.size() < 2) {
            return question.apply(first());
        }
        List<CompletableFuture<QueryAnswer<T>>> answers =
                all.stream().map(question).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenCompose(done -> answers.stream()
                        .filter(each -> !isApplied(each.join()))
                        .findFirst()
                        .orElseGet(() -> question.apply(all.get(0))));
    }

    private static boolean isApplied(QueryAnswer<?> answer) {
        return answer instanceof QueryAnswer.Found<?> || answer instanceof QueryAnswer.NoRow<?>;
    }
}
