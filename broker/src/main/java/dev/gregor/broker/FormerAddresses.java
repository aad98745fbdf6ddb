package dev.gregor.broker;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the addresses of a broker's last run while it starts at another one, and remembers the present one for the next start.
 *
 * <p>A broker that was killed is at first still registered where it was, and its transaction coordinator sends there what
 * partitions have to know of transactions that were just committed. If that is refused while no partition has a leader yet,
 * Kafka 4.3 takes the partitions for deleted, and their part of a committed transaction stays open for ever. A port that is
 * held and does not answer keeps the coordinator waiting, for up to half a minute, until it is closed; by then
 * partitions have leaders, and it sends to these. An {@code advertised.listeners} of the user's own is not considered,
 * nor is the host name that Kafka advertises for a wildcard address.
 */
final class FormerAddresses implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(FormerAddresses.class);

    /** Of that where the last start succeeded, which is the first, and of the latest ones that failed. */
    private static final int REMEMBERED = 8;

    private final Path file;
    private final InetSocketAddress current;
    private final List<ServerSocketChannel> held = new ArrayList<>();

    private FormerAddresses(Path file, InetSocketAddress current) {
        this.file = file;
        this.current = current;
    }

    /** Remembers all until {@link #forget()}: which one the broker is registered with is not known before it runs. */
    static FormerAddresses hold(Path file, InetSocketAddress current) {
        var addresses = new FormerAddresses(file, current);
        var former = new ArrayList<>(addresses.read());
        former.remove(text(current));
        while (former.size() > REMEMBERED) {
            former.remove(1);
        }
        var all = new ArrayList<>(former);
        all.add(text(current));
        addresses.write(all);
        former.forEach(addresses::hold);
        return addresses;
    }

    private void hold(String line) {
        try {
            InetSocketAddress address = address(line);
            if (!isOurs(address)) {
                held.add(BoundPorts.bind(address));
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("{} has a line that is no address: '{}'", file, line);
        } catch (BrokerException e) {
            LOG.warn(
                    "{}, where this broker was reachable, cannot be held ({}): if it was killed during a commit, a part of"
                            + " that transaction may stay open; free the address before the start, or start there again",
                    line,
                    String.valueOf(e.getCause()));
        }
    }

    /** Whether who connects there connects to the broker that starts. */
    private boolean isOurs(InetSocketAddress address) {
        return address.getPort() == current.getPort() && current.getAddress().isAnyLocalAddress();
    }

    /** The broker is registered with its present address. */
    void forget() {
        write(List.of(text(current)));
    }

    @Override
    public void close() {
        held.forEach(channel -> Utils.closeQuietly(channel, "former port"));
    }

    private List<String> read() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
            return List.of();
        }
    }

    /** Whole or not at all: a kill in between must not cost what was remembered. */
    private void write(List<String> addresses) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.write(next, addresses);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.toString());
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ' ' + address.getPort();
    }

    private static InetSocketAddress address(String text) {
        int blank = text.indexOf(' ');
        var address = new InetSocketAddress(
                text.substring(0, Math.max(0, blank)), Integer.parseInt(text, blank + 1, text.length(), 10));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(text);
        }
        return address;
    }
}
