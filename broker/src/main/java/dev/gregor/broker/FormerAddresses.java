package dev.gregor.broker;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the addresses of a broker's last run while it starts at another one, and remembers the present one for the next start.
 *
 * <p>A broker that was killed is at first still registered where it was, and its transaction coordinator sends there what
 * partitions have to know of transactions that were just committed. If that is refused while no partition has a leader yet,
 * Kafka 4.3 takes the partitions for deleted, and their part of a committed transaction stays open for ever. A port that is
 * held and does not answer keeps it waiting until it sends to the present address.
 */
final class FormerAddresses implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(FormerAddresses.class);

    private final Path file;
    private final String present;
    private final List<ServerSocketChannel> held = new ArrayList<>();

    private FormerAddresses(Path file, InetSocketAddress present) {
        this.file = file;
        this.present = text(present);
    }

    /** Remembers all until {@link #forget()}: which one the broker is registered with is not known before it runs. */
    static FormerAddresses hold(Path file, InetSocketAddress present) throws IOException {
        var addresses = new FormerAddresses(file, present);
        var all = new TreeSet<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        all.remove(addresses.present);
        all.forEach(addresses::hold);
        all.add(addresses.present);
        Files.write(file, all);
        return addresses;
    }

    private void hold(String address) {
        try {
            held.add(BoundPorts.bind(address(address)));
        } catch (IllegalArgumentException e) {
            LOG.warn("{} has a line that is no address: '{}'", file, address);
        } catch (BrokerException e) {
            LOG.warn("Nothing can be held back from {}, where this broker was reachable: {}", address, e.getMessage());
        }
    }

    /** The broker is registered with its present address. */
    void forget() throws IOException {
        Files.write(file, List.of(present));
    }

    @Override
    public void close() {
        held.forEach(channel -> Utils.closeQuietly(channel, "former port"));
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ' ' + address.getPort();
    }

    private static InetSocketAddress address(String text) {
        int blank = text.indexOf(' ');
        return new InetSocketAddress(
                text.substring(0, Math.max(0, blank)), Integer.parseInt(text, blank + 1, text.length(), 10));
    }
}
