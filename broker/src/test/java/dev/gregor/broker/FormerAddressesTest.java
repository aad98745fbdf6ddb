package dev.gregor.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormerAddressesTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @TempDir
    Path dir;

    private FormerAddresses start(InetSocketAddress present) {
        return FormerAddresses.hold(file(), present);
    }

    private Path file() {
        return dir.resolve("broker.address");
    }

    private static InetSocketAddress free() throws IOException {
        try (var socket = new ServerSocket(0, 1, HERE)) {
            return new InetSocketAddress(HERE, socket.getLocalPort());
        }
    }

    private static void connect(InetSocketAddress address) throws IOException {
        new Socket(address.getAddress(), address.getPort()).close();
    }

    @Test
    void keepsTheFormerAddressFromRefusingWhileTheBrokerStarts() throws IOException {
        InetSocketAddress former = free();
        InetSocketAddress present = free();
        try (var first = start(former)) {
            first.forget();
        }
        assertThatThrownBy(() -> connect(former)).isInstanceOf(IOException.class);

        try (var second = start(present)) {
            assertThatCode(() -> connect(former)).doesNotThrowAnyException();
            assertThatThrownBy(() -> connect(present)).isInstanceOf(IOException.class);
            second.forget();
        }

        assertThatThrownBy(() -> connect(former)).isInstanceOf(IOException.class);
        try (var third = start(present)) {
            assertThatThrownBy(() -> connect(former)).isInstanceOf(IOException.class);
            third.forget();
        }
    }

    @Test
    void remembersAllAddressesUntilOneStartSucceeds() throws IOException {
        InetSocketAddress registered = free();
        start(registered).close();
        start(free()).close();

        try (var third = start(free())) {
            assertThatCode(() -> connect(registered)).doesNotThrowAnyException();
            third.forget();
        }
    }

    @Test
    void remembersWhereItLastRanHoweverManyStartsFail() throws IOException {
        Files.write(file(), List.of("127.0.0.1 9"));
        InetSocketAddress latest = free();
        for (int starts = 0; starts < 20; starts++) {
            latest = free();
            start(latest).close();
        }
        assertThat(Files.readAllLines(file()))
                .hasSize(9)
                .startsWith("127.0.0.1 9")
                .endsWith("127.0.0.1 " + latest.getPort());
    }

    @Test
    void takesAllAddressesForThePresentOneToo() throws IOException {
        InetSocketAddress former = free();
        Files.write(file(), List.of("127.0.0.1 " + former.getPort()));
        try (var here = new ServerSocket();
                var addresses = hold(here, former.getPort())) {
            assertThatCode(() -> connect(former)).doesNotThrowAnyException();
            addresses.forget();
        }
        assertThat(file()).hasContent("0.0.0.0 " + former.getPort());
    }

    /** As the broker does: its own port is bound first. */
    private FormerAddresses hold(ServerSocket here, int port) throws IOException {
        var all = new InetSocketAddress("0.0.0.0", port);
        here.bind(all);
        return start(all);
    }

    @Test
    void startsWithAFileThatIsNoText() throws IOException {
        Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe});
        InetSocketAddress present = free();
        start(present).close();
        assertThat(file()).hasContent("127.0.0.1 " + present.getPort());
    }

    @Test
    void startsAlthoughAnAddressIsTakenOrUnreadable() throws IOException {
        try (var taken = new ServerSocket(0, 1, HERE)) {
            Files.write(
                    file(),
                    List.of("", "127.0.0.1", "127.0.0.1 x", "127.0.0.1 70000", "127.0.0.1 " + taken.getLocalPort()));
            InetSocketAddress present = free();
            try (var addresses = start(present)) {
                addresses.forget();
            }
            assertThat(file()).hasContent("127.0.0.1 " + present.getPort());
        }
    }
}
