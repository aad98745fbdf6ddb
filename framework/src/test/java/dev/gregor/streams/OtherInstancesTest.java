package dev.gregor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.streams.OtherInstances.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;

class OtherInstancesTest {

    @Test
    void refuseConnectionsOnceNobodyListens() throws IOException {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HostInfo address = new HostInfo("127.0.0.1", socket.getLocalPort());
        try (socket) {
            assertThat(OtherInstances.connect(address)).isEqualTo(Answer.ACCEPTED);
        }
        assertThat(OtherInstances.connect(address)).isEqualTo(Answer.REFUSED);
    }

    @Test
    void areNotTakenForGoneWhereTheirAddressIsUnknown() {
        assertThat(OtherInstances.connect(new HostInfo("nobody.invalid", 8080))).isEqualTo(Answer.NONE);
    }

    @Test
    void areNotTakenForGoneWhereNothingAnswers() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HostInfo address = new HostInfo("127.0.0.1", full.getLocalPort());
            for (int waiting = 0; waiting < 5; waiting++) {
                assertThat(OtherInstances.connect(address)).isNotEqualTo(Answer.REFUSED);
            }
        }
    }
}
