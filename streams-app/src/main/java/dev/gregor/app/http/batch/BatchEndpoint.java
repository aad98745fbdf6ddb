package dev.gregor.app.http.batch;

import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.access.CallerRate;
import dev.gregor.app.http.aggregate.CommandParser;
import dev.gregor.app.http.aggregate.HeaderLines;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.batch.Batch.Services;
import dev.gregor.app.http.batch.BatchRequest.Limits;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.WaitingRequests;
import dev.gregor.node.settings.HttpSettings;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes many commands in one request, and answers each. */
public final class BatchEndpoint implements Handler, AutoCloseable {

    /** So many at once; together they send about as many commands as a gateway takes. */
    private static final int MAX_OPEN = 32;

    private static final Duration MAX_TIME = Duration.ofMinutes(5);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    /** What a command may have beside its data: as much as the headers of a request. */
    private static final int ENVELOPE_BYTES = 32 * 1024;

    private final Api api;
    private final CommandParser parser;
    private final Executor executor;
    private final WaitingRequests waiting;
    private final Limits limits;
    private final CallerRate rate;
    private final Set<Batch> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** Handles batches on this executor; commands whose outcome is not known at the stop are answered as such. */
    public BatchEndpoint(Api api, HttpSettings settings, Executor executor, WaitingRequests waiting, CallerRate rate) {
        this.rate = rate;
        this.api = api;
        this.parser = new CommandParser(api);
        this.executor = executor;
        this.waiting = waiting;
        this.limits = new Limits(settings.maxBatch(), settings.maxBodyBytes() + ENVELOPE_BYTES, MAX_TIME);
    }

    @Override
    public void handle(Context context) {
        BatchForm form = BatchForm.ofBody(context);
        BatchForm answers = BatchForm.ofAnswers(context, form);
        BatchCommands commands =
                new BatchCommands(parser, HeaderLines.of(context), Caller.of(context), () -> rate.take(context));
        commands.requireNoOwnHeaders();
        Services services = new Services(api.backend().node().commands(), waiting, executor);
        Batch batch = new Batch(context, new BatchRequest(form, answers, commands, limits), services);
        context.future(() -> start(batch));
    }

    private CompletableFuture<@Nullable Void> start(Batch batch) {
        open.add(batch);
        if (open.size() > MAX_OPEN) {
            open.remove(batch);
            throw new Problem(ProblemType.UNAVAILABLE, MAX_OPEN + " batches are under way, which is all that may be");
        }
        try {
            CompletableFuture<@Nullable Void> ended = batch.start();
            if (stopped) {
                batch.stop(stopping());
            }
            return ended.whenComplete((nothing, failure) -> open.remove(batch));
        } catch (RuntimeException e) {
            open.remove(batch);
            throw e;
        }
    }

    private static Problem stopping() {
        return new Problem(
                ProblemType.NOT_READY,
                "The application stops; this command and those behind it were not sent, try them again in a second");
    }

    /** Lets all batches take no more commands. */
    public void stop() {
        stopped = true;
        open.forEach(batch -> batch.stop(stopping()));
    }

    /** Waits a moment until the clients of all batches have their answers. */
    @Override
    public void close() {
        CompletableFuture.allOf(open.stream().map(Batch::ended).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> null)
                .join();
    }
}
