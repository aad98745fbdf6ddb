package dev.gregor.streams;

import dev.gregor.live.DaemonThreads;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks each second whether the process of another instance is gone, so that its partitions need not rest until its
 * session ends, and aborts the transactions that it left open. It is taken for gone when its address has accepted
 * connections and then refused three in a row, which needs a machine that is up and nobody who listens there; one that
 * stops in order leaves its groups meanwhile. No answer may be a slow machine, and is left to the session.
 */
final class OtherInstances implements AutoCloseable {

    /** What becomes of a connection. */
    enum Answer {
        ACCEPTED,
        REFUSED,
        NONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(OtherInstances.class);
    private static final int LOOK_MS = 1_000;
    private static final int CONNECT_MS = 300;
    private static final int REFUSALS = 3;

    /** How many checks an instance may need to get its partitions, if nothing that others left open holds it up. */
    private static final int LOOKS_TO_GET_READY = 4;

    private final HostInfo here;
    private final Supplier<KafkaStreams> streams;
    private final Map<String, Object> kafka;
    private final StaticMembers members;
    private final LeftTransactions transactions;
    private final ScheduledThreadPoolExecutor clock;
    private String reached = "";
    private Map<String, Integer> refusals = Map.of();
    private Set<String> known = Set.of();
    private int looksUnready;

    /**
     * For one instance of an application.
     *
     * @param here the address of this instance
     * @param streams its part of the application
     * @param kafka settings of Kafka clients
     */
    OtherInstances(HostInfo here, Supplier<KafkaStreams> streams, Map<String, Object> kafka, StaticMembers members) {
        this.here = here;
        this.streams = streams;
        this.kafka = kafka;
        this.members = members;
        this.transactions = new LeftTransactions(members.group());
        this.clock = new ScheduledThreadPoolExecutor(1, DaemonThreads.named(members.group() + "-other-instances"));
    }

    /** Starts the checks. */
    void watch() {
        clock.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            NavigableMap<String, StreamsMetadata> others = others();
            takeOutWhoIsGone(others);
            looksUnready = streams.get().state() == KafkaStreams.State.RUNNING ? 0 : looksUnready + 1;
            boolean someoneLeft = !others.keySet().containsAll(known);
            known = others.keySet();
            if (someoneLeft || looksUnready >= LOOKS_TO_GET_READY) {
                abortWhatIsLeft();
            }
        } catch (RuntimeException e) {
            // the next check may succeed
            LOG.debug("The other instances of {} could not be looked at", members.group(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that have partitions, by their addresses, as of the last rebalance. */
    private NavigableMap<String, StreamsMetadata> others() {
        NavigableMap<String, StreamsMetadata> others = new TreeMap<>();
        if (streams.get().state().isRunningOrRebalancing()) {
            streams.get().metadataForAllStreamsClients().stream()
                    .filter(each -> !each.hostInfo().equals(here)
                            && !each.topicPartitions().isEmpty())
                    .forEach(each -> others.put(address(each.hostInfo()), each));
        }
        return others;
    }

    /** The next one only, in the order of the addresses: so each is looked at once a second, however many there are. */
    private void takeOutWhoIsGone(NavigableMap<String, StreamsMetadata> others) throws InterruptedException {
        Map.Entry<String, StreamsMetadata> after = others.higherEntry(address(here));
        Map.Entry<String, StreamsMetadata> next = after == null ? others.firstEntry() : after;
        Answer answer = next == null ? Answer.NONE : connect(next.getValue().hostInfo());
        if (next != null && answer == Answer.ACCEPTED) {
            reached = next.getKey();
        }
        // An address that was never reached from here says nothing.
        boolean gone = next != null && answer == Answer.REFUSED && next.getKey().equals(reached);
        refusals = gone ? refused(next.getValue()) : Map.of();
    }

    /** Takes its members out if they were there at all refusals, and answers how often each was. */
    private Map<String, Integer> refused(StreamsMetadata instance) throws InterruptedException {
        try (Admin admin = Admin.create(kafka)) {
            Map<String, String> seen = members.ofProcessWith(admin, instance.topicPartitions());
            Map<String, Integer> counts = new HashMap<>();
            seen.keySet().forEach(member -> counts.put(member, 1 + refusals.getOrDefault(member, 0)));
            if (counts.values().stream().anyMatch(count -> count >= REFUSALS)) {
                String reason = "Nobody listens at %s any more".formatted(address(instance.hostInfo()));
                LOG.warn("{}: others take over what it did for {}", reason, members.group());
                members.remove(admin, seen.values(), reason);
                transactions.abort(admin);
                reached = "";
                return Map.of();
            }
            return counts;
        }
    }

    private static String address(HostInfo host) {
        return Utils.formatAddress(host.host(), host.port());
    }

    private void abortWhatIsLeft() throws InterruptedException {
        try (Admin admin = Admin.create(kafka)) {
            transactions.abort(admin);
        }
    }

    /** Opens a connection and closes it again, within {@value #CONNECT_MS} ms. */
    static Answer connect(HostInfo address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MS);
            return Answer.ACCEPTED;
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).contains("refused") ? Answer.REFUSED : Answer.NONE;
        } catch (IOException e) {
            return Answer.NONE;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
