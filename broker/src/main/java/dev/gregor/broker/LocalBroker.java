package dev.gregor.broker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Apache Kafka broker and KRaft controller in this process, with its data in a folder that outlives it, also
 * after a kill. One broker holds a folder at a time.
 *
 * <p>It neither ends the process nor hooks into its shutdown: call {@link #close()}. Kafka logs much; the loggers are
 * {@code kafka} (the server), {@code org.apache.kafka} (its libraries, and the clients), {@code state.change.logger}
 * and {@code com.yammer.metrics}: {@code WARN} is quiet in a normal run, and {@code ERROR} during a close, too.
 * Safe for use by many threads.
 */
public final class LocalBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalBroker.class);
    private static final int LOOK_MS = 5_000;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final String bootstrapServers;
    private final DataFolder folder;
    private final Faults faults;
    private final Node node;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalBroker(String bootstrapServers, DataFolder folder, Faults faults, Node node) {
        this.bootstrapServers = bootstrapServers;
        this.folder = folder;
        this.faults = faults;
        this.node = node;
    }

    /**
     * Starts a broker and waits, a minute at most, until it serves clients. A new folder becomes a new cluster, a used
     * one is opened again.
     *
     * @throws BrokerException if a port is taken, the folder is in use, unwritable or on a full disk, or Kafka refuses
     *     to start; nothing of the broker is left running, and the folder may be used again
     */
    public static LocalBroker start(BrokerSettings settings) {
        return start(settings, Membership.alone());
    }

    static LocalBroker start(BrokerSettings settings, Membership membership) {
        var folder = DataFolder.open(settings.dataDir());
        try {
            return start(settings, membership, folder);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** What clients connect to, as {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Completes, with the reason, if the broker stops working by itself, as for a failed disk; never by
     * {@link #close()}, which is still to be called then.
     */
    public CompletionStage<BrokerException> failure() {
        return faults.failure().minimalCompletionStage();
    }

    /**
     * Aborts the transactions that a kill has left open in some partitions although their coordinator does not know them, as
     * far as that is known within some seconds. Without it, readers of committed records would wait behind them for ever.
     */
    public void abortHangingTransactions() {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LOOK_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LOOK_MS))) {
            new HangingTransactions(admin).abort();
        } catch (ExecutionException | KafkaException e) {
            LOG.warn("Hanging transactions could not be looked for: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the broker cleanly and releases ports and folder, within some seconds; further calls do nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                node.stop(CLOSE_WAIT);
            } finally {
                faults.close();
                folder.close();
            }
        }
    }

    private static LocalBroker start(BrokerSettings settings, Membership membership, DataFolder folder) {
        var ports = BoundPorts.bind(settings);
        var faults = new Faults(folder);
        try (var former = FormerAddresses.hold(folder.addresses(), ports.clientAddress())) {
            folder.formatIfNew(membership);
            var properties = ServerProperties.of(settings, membership, ports, folder);
            var node = NodeStart.run(() -> Node.start(properties, ports, faults), faults.failure());
            former.forget();
            return new LocalBroker(bootstrapServers(settings, ports), folder, faults, node);
        } catch (Exception e) {
            faults.close();
            ports.close();
            throw refused(folder, e);
        }
    }

    private static String bootstrapServers(BrokerSettings settings, BoundPorts ports) {
        return Utils.formatAddress(ports.onAllAddresses() ? "localhost" : settings.host(), ports.clientPort());
    }

    private static BrokerException refused(DataFolder folder, Exception cause) {
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new BrokerException("Interrupted while the broker starts", cause);
        }
        return FeatureLevels.read(folder.logs())
                .unknown()
                .map(unknown -> tooNew(folder, unknown, cause))
                .orElseGet(() -> cause instanceof BrokerException told ? told : failed(folder, cause));
    }

    private static BrokerException tooNew(DataFolder folder, String unknown, Exception cause) {
        return new BrokerException(
                "The data folder %s was used by a newer Kafka (%s): start the version that was last used with it, or a newer one, or choose another data folder"
                        .formatted(folder, unknown),
                cause);
    }

    private static BrokerException failed(DataFolder folder, Exception cause) {
        return new BrokerException(
                "Kafka does not start on the data folder %s (%s): its log (loggers kafka and org.apache.kafka) tells more"
                        .formatted(folder, cause),
                cause);
    }
}
