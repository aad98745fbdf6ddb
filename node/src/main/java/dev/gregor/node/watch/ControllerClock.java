package dev.gregor.node.watch;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * The clock of the active controller, which gives its own time as the time when it last caught up with itself. That takes no write and
 * the right to describe the cluster.
 *
 * @param admin of the cluster
 */
public record ControllerClock(Admin admin) implements ClockCheck.Remote {

    @Override
    public Optional<ClockCheck.Shown> ask() throws ExecutionException, InterruptedException {
        try {
            QuorumInfo quorum = admin.describeMetadataQuorum().quorumInfo().get();
            return quorum.voters().stream()
                    .filter(each -> each.replicaId() == quorum.leaderId())
                    .flatMapToLong(each -> each.lastCaughtUpTimestamp().stream())
                    .mapToObj(Instant::ofEpochMilli)
                    .map(time -> new ClockCheck.Shown("the Kafka controller (node " + quorum.leaderId() + ")", time))
                    .findFirst();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClusterAuthorizationException
                    || e.getCause() instanceof UnsupportedVersionException) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
