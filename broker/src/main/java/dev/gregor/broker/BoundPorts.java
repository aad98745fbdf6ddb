package dev.gregor.broker;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * Both ports, bound before Kafka starts: a free port is known for sure, and a taken one is told before anything is
 * written.
 */
record BoundPorts(ServerSocketChannel client, ServerSocketChannel controller)
        implements ServerSocketFactory, Closeable {

    static final String CLIENT = "CLIENT";
    static final String CONTROLLER = "CONTROLLER";

    static BoundPorts bind(BrokerSettings settings) {
        var client = bind(settings.host(), settings.clientPort());
        try {
            return new BoundPorts(client, bind("127.0.0.1", settings.controllerPort()));
        } catch (BrokerException e) {
            Utils.closeQuietly(client, "client port");
            throw e;
        }
    }

    int clientPort() {
        return client.socket().getLocalPort();
    }

    InetSocketAddress clientAddress() {
        return new InetSocketAddress(client.socket().getInetAddress(), clientPort());
    }

    boolean onAllAddresses() {
        return client.socket().getInetAddress().isAnyLocalAddress();
    }

    int controllerPort() {
        return controller.socket().getLocalPort();
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBufferSize) throws IOException {
        var channel = listener.equals(CLIENT) ? client : controller;
        channel.configureBlocking(false);
        return channel;
    }

    @Override
    public void close() {
        Utils.closeQuietly(client, "client port");
        Utils.closeQuietly(controller, "controller port");
    }

    private static ServerSocketChannel bind(String host, int port) {
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new BrokerException(
                    "The host '%s' is not known on this machine: give a host name or address of it".formatted(host),
                    null);
        }
        return bind(address);
    }

    // The caller closes the channel that is given back.
    @SuppressWarnings("resource")
    static ServerSocketChannel bind(InetSocketAddress address) {
        try {
            var channel = ServerSocketChannel.open();
            try {
                return channel.setOption(StandardSocketOptions.SO_REUSEADDR, true)
                        .bind(address);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (BindException e) {
            throw refused(address, "it is taken, or the host is not of this machine", e);
        } catch (IOException e) {
            throw refused(address, String.valueOf(e.getMessage()), e);
        }
    }

    private static BrokerException refused(InetSocketAddress address, String reason, IOException cause) {
        return new BrokerException(
                "Cannot listen on port %d of %s (%s): stop the process that listens there, or choose another port (--kafka-port, gregor.kafka-port; 0 for a free one)"
                        .formatted(address.getPort(), address.getHostString(), reason),
                cause);
    }
}
