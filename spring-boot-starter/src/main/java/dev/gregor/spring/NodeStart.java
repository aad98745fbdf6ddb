package dev.gregor.spring;

import dev.gregor.node.Gregor;
import dev.gregor.node.GregorBuilder;
import dev.gregor.node.StartException;
import dev.gregor.node.access.OtherInstances;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A node that is made and started in a thread of its own. Thread-safe. */
final class NodeStart implements AutoCloseable {

    private final CompletableFuture<Gregor> made = new CompletableFuture<>();
    private final CompletableFuture<Gregor> started = new CompletableFuture<>();

    private NodeStart() {}

    /** Begins to start a node, which is closed if that fails. */
    static NodeStart begin(GregorBuilder builder, OtherInstances others) {
        NodeStart start = new NodeStart();
        new Thread(() -> start.run(builder, others), "gregor-start").start();
        return start;
    }

    private void run(GregorBuilder builder, OtherInstances others) {
        try {
            Gregor gregor = builder.create();
            made.complete(gregor);
            gregor.start(gregor.settings().instance().applicationServer(), others);
            started.complete(gregor);
        } catch (Throwable e) {
            made.completeExceptionally(e);
            close();
            started.completeExceptionally(e);
        }
    }

    /** Waits until the node has started, and returns it; throws what {@link GregorBuilder#create()} and {@link Gregor#start()} throw. */
    Gregor await() {
        try {
            return started.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error fatal) {
                throw fatal;
            }
            throw e.getCause() instanceof RuntimeException told ? told : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("Interrupted while the node starts", e);
        }
    }

    /** Closes the node, also while it starts. */
    @Override
    public void close() {
        made.handle((gregor, failure) -> gregor).thenAccept(NodeStart::close).join();
    }

    private static void close(@Nullable Gregor gregor) {
        if (gregor != null) {
            gregor.close();
        }
    }
}
