package dev.gregor.app.http;

import dev.gregor.app.http.api.Backend;
import dev.gregor.app.http.api.Readiness;
import dev.gregor.app.http.instance.Peers;
import dev.gregor.node.Gregor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a node that others start can be asked. */
final class NodeReadiness implements Readiness {

    private final Gregor node;
    private final Peers peers;
    private volatile @Nullable Backend backend;
    private volatile boolean stopping;

    NodeReadiness(Gregor node, Peers peers) {
        this.node = node;
        this.peers = peers;
    }

    /** Takes no more requests from now on, while the node still runs. */
    void stop() {
        stopping = true;
    }

    @Override
    public String instance() {
        return node.instanceId();
    }

    @Override
    public Optional<String> obstacle() {
        return stopping ? Optional.of("The application stops") : node.obstacle();
    }

    @Override
    public List<String> warnings() {
        return node.warnings();
    }

    @Override
    public Optional<Backend> backend() {
        if (backend == null && obstacle().isEmpty()) {
            backend = new Backend(node.components(), peers);
        }
        return stopping ? Optional.empty() : Optional.ofNullable(backend);
    }
}
