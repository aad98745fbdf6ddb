package dev.gregor.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** One node of a {@link BrokerCluster}, in a process of its own; ends when its standard input does. */
final class BrokerMain {

    private BrokerMain() {}

    /** Runs the node that the file names, until the parent closes the pipe or is gone. */
    public static void main(String[] args) throws IOException {
        var node = NodeFile.read(Path.of(args[0]));
        int status = run(node);
        Runtime.getRuntime().halt(status);
    }

    private static int run(NodeFile node) throws IOException {
        try (var broker = LocalBroker.start(node.settings(), node.membership())) {
            broker.failure().thenAccept(failure -> {
                failure.printStackTrace();
                Runtime.getRuntime().halt(1);
            });
            System.in.transferTo(OutputStream.nullOutputStream());
            return 0;
        } catch (BrokerException e) {
            e.printStackTrace();
            return 1;
        }
    }
}
