package dev.gregor.command.gateway;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets a write side answer a sender that waits in the same process: as soon as the command is committed the reply is handed
 * over in memory, and no record goes through the topic of replies. Shared by one {@link CommandGateway} and the write side
 * of a {@link dev.gregor.streams.StreamsApplication}; until there is a gateway, all replies go to the topic. Thread-safe.
 */
public final class LocalReplies {

    private final AtomicReference<@Nullable LocalGateway> local = new AtomicReference<>();

    /** Where the senders of one gateway wait. */
    private record LocalGateway(long gateway, ReplyCompleter completer, Executor executor) {}

    /** No command waits yet. */
    public LocalReplies() {}

    /**
     * Takes the replies to commands of this gateway.
     *
     * @return what ends that, unless another gateway has taken its place
     */
    Runnable open(long gateway, ReplyCompleter completer, Executor executor) {
        LocalGateway opened = new LocalGateway(gateway, completer, executor);
        local.set(opened);
        return () -> local.compareAndSet(opened, null);
    }

    /**
     * How to answer the sender of a command.
     *
     * @param reply what to answer, and to whom
     * @return what to run once the command is committed, which does not block; empty if the sender does not wait here
     */
    public Optional<Runnable> answer(CommandReply reply) {
        LocalGateway current = local.get();
        Sender sender = Sender.parse(reply.sender());
        if (current == null
                || sender == null
                || sender.gateway() != current.gateway()
                || !current.completer().awaits(reply)) {
            return Optional.empty();
        }
        return Optional.of(
                () -> current.executor().execute(() -> current.completer().take(reply)));
    }
}
