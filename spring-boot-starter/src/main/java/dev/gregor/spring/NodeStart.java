package dev.gregor.spring;

import dev.gregor.node.Gregor;
import dev.gregor.node.StartException;
import dev.gregor.node.access.OtherInstances;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A node that starts in a thread of its own. Thread-safe. */
final class NodeStart implements AutoCloseable {

    private final Gregor gregor;
    private final CompletableFuture<Gregor> started = new CompletableFuture<>();

    private NodeStart(Gregor gregor) {
        this.gregor = gregor;
    }

    /** Begins to start a node, which is closed if that fails. */
    static NodeStart begin(Gregor gregor, OtherInstances others) {
        NodeStart start = new NodeStart(gregor);
        new Thread(() -> start.run(others), "gregor-start").start();
        return start;
    }

    private void run(OtherInstances others) {
        try {
            gregor.start(gregor.settings().instance().applicationServer(), others);
            started.complete(gregor);
        } catch (Throwable e) {
            gregor.close();
            started.completeExceptionally(e);
        }
    }

    /** Waits until the node has started, and returns it; throws what {@link Gregor#start()} throws. */
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
        gregor.close();
    }
}
