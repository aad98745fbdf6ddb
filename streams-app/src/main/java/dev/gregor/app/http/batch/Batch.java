package dev.gregor.app.http.batch;

import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.WaitingRequests;
import dev.gregor.app.http.stream.Framing;
import dev.gregor.app.http.stream.ResponseStream;
import dev.gregor.command.Command;
import dev.gregor.node.access.CommandSender;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one request with many commands. No thread waits for its client or for outcomes: whatever arrives makes a turn due, which
 * reads, sends and answers what it can. One turn runs at a time; only what others set is volatile.
 */
final class Batch implements Flow.Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final Context context;
    private final BatchRequest request;
    private final Executor executor;
    private final BatchBody body;
    private final BatchWindow window;
    private final BatchAnswers answers;
    private final long start = System.nanoTime();
    private final AtomicInteger due = new AtomicInteger();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private volatile @Nullable Problem stop;
    private volatile boolean isWanted;
    private volatile boolean isLeft;
    private @Nullable ResponseStream<byte[]> response;
    private @Nullable Command held;
    private @Nullable Problem refusal;
    private boolean isAllTaken;

    /**
     * What batches are handled by.
     *
     * @param commands sends their commands
     * @param waiting answers them at the stop of the server
     * @param executor runs turns
     */
    record Services(CommandSender commands, WaitingRequests waiting, Executor executor) {}

    Batch(Context context, BatchRequest request, Services services) {
        this.context = context;
        this.request = request;
        this.executor = services.executor();
        this.window = new BatchWindow(services.commands(), services.waiting(), this::signal);
        this.answers = new BatchAnswers(request.answers());
        try {
            this.body = new BatchBody(context.req().getInputStream(), request.elements(), this::signal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins; the request is an asynchronous one by now. What is answered fails with a {@link Problem} if there is no command. */
    CompletableFuture<@Nullable Void> start() {
        body.start();
        return ended;
    }

    /** Done when the client has got all, or is gone. */
    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    /** Takes no more commands, for this reason. */
    void stop(Problem reason) {
        stop = reason;
        signal();
    }

    private void signal() {
        if (due.getAndIncrement() == 0) {
            executor.execute(this::turns);
        }
    }

    private void turns() {
        int before = due.get();
        while (before != 0) {
            turnOrFail();
            before = due.addAndGet(-before);
        }
    }

    private void turnOrFail() {
        try {
            turn();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Some servers throw what is no {@link IOException} once the client is gone. */
    private void fail(RuntimeException e) {
        isLeft = true;
        if (response == null) {
            ended.completeExceptionally(e instanceof IllegalStateException ? new IOException(e) : e);
        } else {
            LOG.warn("A batch ends, its client is to ask for what has no answer: {}", e.toString());
            LOG.debug("A batch ends", e);
            ended.complete(null);
        }
    }

    private void turn() {
        boolean goesOn = true;
        while (goesOn) {
            boolean hasTaken = take();
            goesOn = answer() || hasTaken;
        }
        if (isAllTaken && window.isEmpty()) {
            answers.end();
        }
        if (!isLeft) {
            passOn();
        }
    }

    /** Takes the next command, if it is here and there is room for it, and answers whether there was one, or the end. */
    private boolean take() {
        if (isAllTaken || isLeft || window.isFull() || answers.isFull()) {
            return false;
        }
        try {
            requireToGoOn();
            Command again = held;
            return again == null ? takeNext() : send(again);
        } catch (EndOfBatch end) {
            end(end.problem());
            return true;
        }
    }

    private void requireToGoOn() {
        Problem reason = stop;
        if (reason != null) {
            throw new EndOfBatch(reason);
        }
        if (isOverdue()) {
            throw request.tooLong();
        }
    }

    private boolean isOverdue() {
        return System.nanoTime() - start > request.limits().time().toNanos();
    }

    private boolean takeNext() {
        Element next = body.next();
        if (next == null) {
            isAllTaken = body.isEmpty();
            if (isAllTaken && window.taken() == 0) {
                throw BatchRequest.none();
            }
            return false;
        }
        if (window.taken() == request.limits().commands()) {
            throw request.tooMany();
        }
        try {
            return send(request.command(next));
        } catch (Problem problem) {
            window.add(problem);
            return true;
        }
    }

    private boolean send(Command command) {
        boolean isSent = window.send(command);
        held = isSent ? null : command;
        return isSent;
    }

    private void end(Problem problem) {
        isAllTaken = true;
        if (window.taken() == 0) {
            refusal = problem;
        } else {
            window.add(problem);
        }
    }

    private boolean answer() {
        Reply reply = window.answer();
        if (reply != null) {
            answers.add(reply);
        }
        return reply != null;
    }

    private void passOn() {
        if (!answers.isEmpty()) {
            ResponseStream<byte[]> opened = response == null ? open() : response;
            if (isWanted) {
                isWanted = false;
                opened.onNext(answers.take());
            }
        } else if (isAllTaken && window.isEmpty() && isRead()) {
            finish();
        }
    }

    /** Most clients get to read their answers only if what they send is read, as long as there is time. */
    private boolean isRead() {
        return stop != null || isOverdue() || body.isEmpty() || body.discard();
    }

    private ResponseStream<byte[]> open() {
        HttpServletResponse head = context.res();
        head.setStatus(200);
        head.setContentType(request.answers().mediaType());
        head.setHeader("X-Accel-Buffering", "no");
        ResponseStream<byte[]> opened = ResponseStream.to(context, Framing.none());
        opened.ended().thenAccept(ended::complete);
        opened.start().onSubscribe(this);
        response = opened;
        return opened;
    }

    private void finish() {
        isLeft = true;
        if (response != null) {
            response.onComplete();
        } else if (refusal != null) {
            ended.completeExceptionally(refusal);
        }
    }

    @Override
    public void request(long one) {
        isWanted = true;
        signal();
    }

    /** The client is gone; what was sent is handled all the same. */
    @Override
    public void cancel() {
        isLeft = true;
        signal();
    }
}
