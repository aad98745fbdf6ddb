package dev.gregor.broker;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The start of a node, which a fatal fault of Kafka ends: Kafka itself goes on waiting for what cannot happen any more. */
final class NodeStart {

    private static final Duration END_WAIT = Duration.ofSeconds(10);

    private final CompletableFuture<Node> node = new CompletableFuture<>();

    private NodeStart() {}

    /**
     * Starts a node on a thread of its own.
     *
     * @param failure of the broker that starts
     * @throws Exception what the start threw, or the failure
     */
    static Node run(Callable<Node> start, CompletableFuture<BrokerException> failure) throws Exception {
        return new NodeStart().await(start, failure);
    }

    private Node await(Callable<Node> start, CompletableFuture<BrokerException> failure) throws Exception {
        var thread = new Thread(() -> start(start), "gregor-broker-start");
        thread.setDaemon(true);
        // some threads of Kafka outlive the broker, and so would the class loader of who started it
        thread.setContextClassLoader(NodeStart.class.getClassLoader());
        thread.start();
        failure.thenAccept(node::completeExceptionally);
        try {
            return node.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception told ? told : e;
        } finally {
            node.cancel(false);
            thread.interrupt();
            thread.join(END_WAIT.toMillis());
        }
    }

    private void start(Callable<Node> start) {
        try {
            Node started = start.call();
            if (!node.complete(started)) {
                started.stop(Duration.ZERO);
            }
        } catch (Throwable e) {
            node.completeExceptionally(e);
        }
    }
}
