package dev.gregor.app.http;

import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.Readiness;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.failure.FailureCause;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.projection.gateway.UnreadableRowException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a problem detail of every exception. */
final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    static void handle(RoutesConfig routes, Api api) {
        routes.exception(Problem.class, (problem, request) -> problem.reply().writeTo(request));
        routes.exception(MethodNotAllowedResponse.class, Faults::methodNotAllowed);
        routes.exception(HttpResponseException.class, (e, request) -> refused(e, request, api.base()));
        routes.exception(
                TransientException.class,
                (e, request) -> new Problem(ProblemType.UNAVAILABLE, String.valueOf(e.getMessage()))
                        .reply()
                        .writeTo(request));
        routes.exception(
                UnreadableEventException.class,
                (e, request) -> Problem.unreadable(e).reply().writeTo(request));
        routes.exception(
                UnreadableRowException.class,
                (e, request) -> new Problem(ProblemType.UNREADABLE, String.valueOf(e.getMessage()))
                        .reply()
                        .writeTo(request));
        routes.exception(PermanentException.class, Faults::permanent);
        routes.exception(Exception.class, (e, request) -> failedOrGone(e, request, api.readiness()));
    }

    /** Tomcat takes requests away whose clients are gone. Javalin handles what is thrown here again, without an end. */
    private static void failedOrGone(Exception e, Context request, Readiness readiness) {
        try {
            failed(e, request, readiness);
        } catch (IllegalStateException gone) {
            LOG.debug("A request is not answered: {}", gone.toString());
        }
    }

    /** What fails because Kafka, the application itself or the client is going is no mistake. */
    private static void failed(Exception e, Context request, Readiness readiness) {
        Throwable cause = FailureCause.of(e);
        if (isOfKafka(cause) || cause instanceof IOException) {
            LOG.debug("{} {} could not be answered", request.method(), request.path(), e);
            String obstacle = readiness.obstacle().orElse("Kafka does not do what it has to");
            new Problem(
                            ProblemType.UNAVAILABLE,
                            "%s (%s)".formatted(obstacle, cause.getClass().getSimpleName()))
                    .reply()
                    .writeTo(request);
        } else if (cause instanceof IllegalStateException && request.res().isCommitted()) {
            LOG.debug("The client of {} {} left", request.method(), request.path(), e);
        } else {
            mistake(e, request);
        }
    }

    private static boolean isOfKafka(Throwable cause) {
        return cause instanceof KafkaException && !(cause instanceof SerializationException);
    }

    private static void methodNotAllowed(MethodNotAllowedResponse e, Context request) {
        String allowed = String.join(", ", new TreeSet<>(e.getDetails().values()));
        String detail = request.path() + " does not take " + request.method() + ", only " + allowed;
        new Problem(ProblemType.METHOD_NOT_ALLOWED, detail)
                .reply()
                .with(Map.of("Allow", allowed))
                .writeTo(request);
    }

    private static void refused(HttpResponseException e, Context request, String base) {
        boolean unknown = e.getStatus() == 404;
        String detail = unknown
                ? "There is nothing at %s; %s/ and %s/openapi.json say what there is"
                        .formatted(request.path(), base, base)
                : String.valueOf(e.getMessage());
        new Problem(unknown ? ProblemType.NOT_FOUND : ProblemType.INVALID_REQUEST, detail)
                .reply()
                .writeTo(request);
    }

    /** What cannot be read or shown says itself what it is. */
    private static void permanent(PermanentException e, Context request) {
        LOG.error("{} {} failed", request.method(), request.path(), e);
        new Problem(ProblemType.INTERNAL_ERROR, String.valueOf(e.getMessage()))
                .reply()
                .writeTo(request);
    }

    private static void mistake(Exception e, Context request) {
        LOG.error("{} {} failed", request.method(), request.path(), e);
        internalError().writeTo(request);
    }

    private static Reply internalError() {
        return new Problem(ProblemType.INTERNAL_ERROR, "The log of the application says more").reply();
    }

    /** Answers what is no exception but an error of the virtual machine. */
    static void error(HttpServletResponse response, Error e) {
        LOG.error("A request failed", e);
        Reply reply = internalError();
        response.setStatus(reply.status());
        response.setContentType(reply.mediaType());
        try {
            response.getOutputStream().write(reply.body());
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("It is not answered: {}", gone.toString());
        }
    }
}
