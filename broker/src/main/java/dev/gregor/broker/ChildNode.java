package dev.gregor.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** A node of a {@link BrokerCluster} and its process, where it has one. */
final class ChildNode {

    private static final Duration STOP_WAIT = Duration.ofSeconds(20);

    private final int id;
    private final int clientPort;
    private final Path file;
    private final Path log;
    private final List<String> jvmOptions;
    private @Nullable Process process;

    ChildNode(NodeFile node, Path dir, List<String> jvmOptions) throws IOException {
        id = node.membership().nodeId();
        clientPort = node.settings().clientPort();
        file = dir.resolve("node-%d.properties".formatted(id));
        log = dir.resolve("node-%d.log".formatted(id));
        this.jvmOptions = jvmOptions;
        node.write(file);
    }

    int id() {
        return id;
    }

    String address() {
        return "127.0.0.1:" + clientPort;
    }

    Path log() {
        return log;
    }

    boolean running() {
        return process != null && process.isAlive();
    }

    long processId() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("Node %d does not run: start it first".formatted(id));
        }
        return process.pid();
    }

    void start() {
        if (running()) {
            throw new IllegalStateException("Node %d is running: stop or kill it first".formatted(id));
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(java));
        command.addAll(jvmOptions);
        command.addAll(List.of(BrokerMain.class.getName(), file.toString()));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Not as an argument, for which a class path may be too long.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new BrokerException("Cannot run %s: check java.home".formatted(java), e);
        }
    }

    /** Stops cleanly, by the end of the child's standard input, which a parent that dies causes as well. */
    void stop() {
        if (process == null) {
            return;
        }
        Utils.closeQuietly(process.getOutputStream(), "standard input");
        if (!ended(process)) {
            kill();
        }
    }

    /** On POSIX systems SIGKILL. */
    void kill() {
        if (process != null) {
            ended(process.destroyForcibly());
        }
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
