package dev.gregor.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.image.ClusterImage;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LogDeltaManifest;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.raft.LeaderAndEpoch;
import org.junit.jupiter.api.Test;

class FormerSessionTest {

    private static final int BROKER = 1;
    private static final int OTHER = 2;

    private final FormerSession session = new FormerSession(BROKER);

    @Test
    void isOverWhereTheBrokerIsNew() {
        see(Map.of());

        assertThat(session.isOver()).isTrue();
    }

    @Test
    void isOverAfterAnOrderlyStop() {
        see(Map.of(BROKER, registration(BROKER, true)));

        assertThat(session.isOver()).isTrue();
    }

    @Test
    void lastsUntilTheBrokerThatWasKilledIsFenced() {
        see(Map.of(BROKER, registration(BROKER, false)));
        assertThat(session.isOver()).isFalse();

        see(Map.of(BROKER, registration(BROKER, false), OTHER, registration(OTHER, true)));
        assertThat(session.isOver()).isFalse();

        see(Map.of(BROKER, registration(BROKER, true), OTHER, registration(OTHER, false)));
        assertThat(session.isOver()).isTrue();
    }

    private void see(Map<Integer, BrokerRegistration> brokers) {
        var empty = MetadataImage.EMPTY;
        var image = new MetadataImage(
                empty.provenance(),
                empty.features(),
                new ClusterImage(brokers, Map.of()),
                empty.topics(),
                empty.configs(),
                empty.clientQuotas(),
                empty.producerIds(),
                empty.acls(),
                empty.scram(),
                empty.delegationTokens());
        session.onMetadataUpdate(
                new MetadataDelta.Builder().setImage(image).build(),
                image,
                LogDeltaManifest.newBuilder()
                        .provenance(empty.provenance())
                        .leaderAndEpoch(new LeaderAndEpoch(OptionalInt.empty(), 0))
                        .numBatches(1)
                        .elapsedNs(1)
                        .numBytes(1)
                        .build());
    }

    private static BrokerRegistration registration(int id, boolean fenced) {
        return new BrokerRegistration.Builder()
                .setId(id)
                .setIncarnationId(Uuid.ONE_UUID)
                .setListeners(Map.of())
                .setRack(Optional.empty())
                .setFenced(fenced)
                .build();
    }
}
