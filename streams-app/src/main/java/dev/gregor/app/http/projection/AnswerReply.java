package dev.gregor.app.http.projection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.QueryAnswer.Found;
import dev.gregor.projection.query.QueryAnswer.NoRow;
import dev.gregor.projection.query.QueryAnswer.NotCaughtUp;
import dev.gregor.projection.query.QueryAnswer.Unavailable;
import dev.gregor.projection.query.QueryAnswer.UnknownProjection;
import java.util.function.Function;

/** The answer to each way in which a query may end. */
public class AnswerReply<T> implements QueryAnswer.Match<T, Reply> {

    private final Function<T, ? extends JsonNode> json;

    /** Answers what was found as this JSON. */
    public AnswerReply(Function<T, ? extends JsonNode> json) {
        this.json = json;
    }

    @Override
    public Reply found(Found<T> found) {
        return Reply.json(json.apply(found.value()));
    }

    @Override
    public Reply noRow(NoRow<T> noRow) {
        return new Problem(
                        ProblemType.ROW_NOT_FOUND,
                        "Projection '" + noRow.projection() + "' has no row '" + noRow.key() + "'")
                .reply();
    }

    @Override
    public Reply notCaughtUp(NotCaughtUp<T> late) {
        return late.paused()
                ? paused(late).reply()
                : Problem.notCaughtUp("Projection '" + late.projection() + "'", late.after(), late.waited())
                        .reply();
    }

    private static Problem paused(NotCaughtUp<?> late) {
        String detail =
                "Projection '%s' is paused and does not show position %s; resume it, or ask without the position"
                        .formatted(late.projection(), late.after().token());
        return new Problem(ProblemType.NOT_CAUGHT_UP, detail)
                .with(json -> json.put("position", late.after().token()).put("paused", true));
    }

    @Override
    public Reply unknownProjection(UnknownProjection<T> unknown) {
        return Problem.unknown(ProblemType.UNKNOWN_PROJECTION, "projection", unknown.projection(), unknown.known())
                .reply();
    }

    @Override
    public Reply unavailable(Unavailable<T> unavailable) {
        return new Problem(
                        ProblemType.UNAVAILABLE,
                        "Projection '" + unavailable.projection() + "' cannot be asked at present: "
                                + unavailable.reason())
                .reply();
    }
}
