package dev.gregor.broker;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.LoggingFaultHandler;

/** Turns what would end the process, were Kafka alone in it, into a {@link #failure()} of the broker; for the whole process, from the first broker on. */
final class Faults implements FaultHandlerFactory, AutoCloseable {

    private static final Set<Faults> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Exit.setExitProcedure((status, message) -> failAll(status));
        Exit.setHaltProcedure((status, message) -> failAll(status));
    }

    private final CompletableFuture<BrokerException> failure = new CompletableFuture<>();
    private final DataFolder folder;

    Faults(DataFolder folder) {
        this.folder = folder;
        OPEN.add(this);
    }

    CompletableFuture<BrokerException> failure() {
        return failure;
    }

    @Override
    public FaultHandler build(String name, boolean fatal, Runnable action) {
        var logging = new LoggingFaultHandler(name, action);
        return fatal ? (message, cause) -> fail(message, logging.handleFault(message, cause)) : logging;
    }

    @Override
    public void close() {
        OPEN.remove(this);
    }

    private RuntimeException fail(String what, RuntimeException cause) {
        failure.complete(new BrokerException(
                "The broker on %s stopped working (%s): see Kafka's log, check the disk (%d MiB are free), then start it again"
                        .formatted(folder, what, folder.freeBytes() >> 20),
                cause));
        return cause;
    }

    /** Kafka does not say which broker asks for the end of the process, so all of this process are taken as failed. */
    private static void failAll(int status) {
        var cause = new IllegalStateException("Kafka asked to end the process with status " + status);
        OPEN.forEach(faults -> faults.fail("its log folder failed", cause));
        throw cause;
    }
}
