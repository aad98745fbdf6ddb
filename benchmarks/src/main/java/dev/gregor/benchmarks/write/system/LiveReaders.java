package dev.gregor.benchmarks.write.system;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gregor.live.DaemonThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Clients of one live feed, all read by one thread. Some count the events that come, the others the bytes alone: to look at each byte of
 * all would cost more than to send it.
 */
final class LiveReaders implements AutoCloseable {

    private static final int COUNTING = 10;
    private static final byte[] EVENT = "\nevent: ".getBytes(US_ASCII);
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private final Selector selector;
    private final List<Client> clients = new ArrayList<>();
    private final Thread thread = DaemonThreads.of("live-readers", this::read);
    private volatile boolean closed;

    /** One connection. */
    private static final class Client {

        private final boolean counting;
        private int matched;
        private volatile long events;
        private volatile boolean begun;
        private volatile boolean ended;

        Client(boolean counting) {
            this.counting = counting;
        }

        void take(ByteBuffer bytes) {
            begun = true;
            if (counting) {
                long found = events;
                while (bytes.hasRemaining()) {
                    byte next = bytes.get();
                    matched = next == EVENT[matched] ? matched + 1 : next == EVENT[0] ? 1 : 0;
                    if (matched == EVENT.length) {
                        matched = 0;
                        found++;
                    }
                }
                events = found;
            }
        }
    }

    private LiveReaders(Selector selector) {
        this.selector = selector;
    }

    /** Opens so many streams of the events of a type from now on, and waits until each has begun. */
    static LiveReaders open(URI address, String type, int count) {
        try {
            LiveReaders readers = new LiveReaders(Selector.open());
            for (int i = 0; i < count; i++) {
                readers.connect(address, type, new Client(i < COUNTING));
            }
            readers.thread.start();
            readers.await(client -> client.begun, "begun");
            return readers;
        } catch (IOException e) {
            throw new UncheckedIOException("The live events cannot be read", e);
        }
    }

    /** HTTP 1.0 has no chunks, whose heads would be in between. */
    private void connect(URI address, String type, Client client) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
        channel.write(
                ByteBuffer.wrap("GET /api/events/%s HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                        .formatted(type)
                        .getBytes(US_ASCII)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, client);
        clients.add(client);
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
        try {
            while (!closed) {
                selector.select(key -> read(key, buffer), 1000);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(SelectionKey key, ByteBuffer buffer) {
        Client client = (Client) key.attachment();
        try {
            buffer.clear();
            if (((SocketChannel) key.channel()).read(buffer) < 0) {
                client.ended = true;
                key.cancel();
            }
            client.take(buffer.flip());
        } catch (IOException e) {
            client.ended = true;
            key.cancel();
        }
    }

    private void await(Predicate<Client> condition, String what) {
        long limit = System.nanoTime() + CATCH_UP.toNanos();
        while (!clients.stream().allMatch(condition)) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException(
                        "%d of %d live readers have not %s within %s; %d have ended, they have %s events"
                                .formatted(
                                        clients.stream()
                                                .filter(condition.negate())
                                                .count(),
                                        clients.size(),
                                        what,
                                        CATCH_UP,
                                        clients.stream()
                                                .filter(client -> client.ended)
                                                .count(),
                                        clients.stream()
                                                .filter(client -> client.counting)
                                                .map(client -> client.events)
                                                .toList()));
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** Waits until those who count have this many events, and requires that no stream has ended. */
    void requireEach(long events) {
        await(client -> !client.counting || client.events >= events, "got all of %d events".formatted(events));
        if (clients.stream().anyMatch(client -> client.ended || (client.counting && client.events != events))) {
            throw new IllegalStateException("%d streams have ended, or have events twice"
                    .formatted(clients.stream().filter(client -> client.ended).count()));
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            for (SelectionKey key : List.copyOf(selector.keys())) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
