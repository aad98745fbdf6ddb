package dev.gregor.messaging.envelope;

import dev.gregor.message.RandomId;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What the work of the current thread belongs to. Messages that are published meanwhile carry it, and each line that is
 * logged has its correlation id under {@value #MDC_KEY} of the MDC. While an event is handled it is set to that event.
 *
 * <pre>{@code
 * MessageContext.of("req-abc-123").run(() -> publisher.publish("user-events", "42", registered));
 * }</pre>
 *
 * @param correlationId what a chain of messages belongs to
 * @param causationId the id of the message that is being handled, if there is one
 * @param traceParent W3C Trace Context, if there is one
 * @param traceState W3C Trace Context, if there is one
 */
public record MessageContext(
        String correlationId,
        @Nullable String causationId,
        @Nullable String traceParent,
        @Nullable String traceState) {

    /** The key of the correlation id in the MDC. */
    public static final String MDC_KEY = "correlationId";

    private static final ThreadLocal<@Nullable MessageContext> CURRENT = new ThreadLocal<>();

    /** Returns a context with this correlation id, in which nothing is handled. */
    public static MessageContext of(String correlationId) {
        return new MessageContext(correlationId, null, null, null);
    }

    /** Returns that of the current thread, if it has one. */
    public static Optional<MessageContext> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Returns that of the current thread, or one with a new correlation id, which is not kept. */
    public static MessageContext currentOrNew() {
        MessageContext current = CURRENT.get();
        return current == null ? of(RandomId.next()) : current;
    }

    /** Does something in this context; the former one is the thread's again afterwards, also after an exception. */
    public void run(Runnable work) {
        call(() -> {
            work.run();
            return true;
        });
    }

    /** Does something in this context and returns its result, as {@link #run} does. */
    public <T> T call(Supplier<T> work) {
        MessageContext before = CURRENT.get();
        set(this);
        try {
            return work.get();
        } finally {
            set(before);
        }
    }

    private static void set(@Nullable MessageContext context) {
        if (context == null) {
            CURRENT.remove();
            MDC.remove(MDC_KEY);
        } else {
            CURRENT.set(context);
            MDC.put(MDC_KEY, context.correlationId());
        }
    }
}
