package dev.gregor.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Ports for processes that are started again on the same one. */
public final class FreePorts {

    /** Below those that the system gives to connections, so that none takes them while nobody listens. */
    private static final int FIRST = 21_000;

    /** Tests run at the same time, in several processes. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(FIRST + (int) (ProcessHandle.current().pid() % 500) * 20);

    private FreePorts() {}

    /** Finds free ports. */
    public static List<Integer> find(int count) {
        return IntStream.generate(NEXT::getAndIncrement)
                .filter(FreePorts::isFree)
                .limit(count)
                .boxed()
                .toList();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
