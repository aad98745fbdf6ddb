package dev.gregor.broker;

import org.apache.kafka.common.Uuid;

/**
 * Which node of which cluster a broker is.
 *
 * @param clusterId used only where the folder is formatted; later the folder tells
 * @param voters the static quorum ({@code 1@host:port,...}); empty for a broker that is its own quorum
 */
record Membership(int nodeId, String clusterId, String voters) {

    static Membership alone() {
        return new Membership(1, Uuid.randomUuid().toString(), "");
    }

    /** A static quorum, because its voters live in the configuration: the controller port may change between runs. */
    String votersWithOwnPort(int controllerPort) {
        return voters.isEmpty() ? nodeId + "@127.0.0.1:" + controllerPort : voters;
    }
}
