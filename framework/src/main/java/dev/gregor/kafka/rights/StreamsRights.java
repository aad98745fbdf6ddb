package dev.gregor.kafka.rights;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/** What a Kafka Streams application needs that writes exactly once, as its topology says. */
public final class StreamsRights {

    private final Set<String> read = new TreeSet<>();
    private final Set<String> written = new TreeSet<>();
    private boolean hasStores;

    private StreamsRights(Topology topology) {
        topology.describe().subtopologies().forEach(part -> part.nodes().forEach(this::add));
    }

    private void add(TopologyDescription.Node node) {
        if (node instanceof TopologyDescription.Source source) {
            read.addAll(source.topicSet());
        } else if (node instanceof TopologyDescription.Sink sink && sink.topic() != null) {
            written.add(sink.topic());
        } else if (node instanceof TopologyDescription.Processor processor) {
            hasStores |= !processor.stores().isEmpty();
        }
    }

    /**
     * Of an application under one id. Topics that its processors choose are not among them.
     *
     * @param topology before it is run
     */
    public static Rights of(String applicationId, Topology topology) {
        return Rights.of(
                Rights.group(applicationId, READ),
                Rights.transactions(applicationId + '-'),
                new StreamsRights(topology).topics(applicationId + '-'));
    }

    /** The same for all applications whose ids begin so, as those of the builds of a read model do. */
    public static Rights ofAll(String prefix, Topology topology) {
        return Rights.of(
                Rights.groups(prefix, READ), Rights.transactions(prefix), new StreamsRights(topology).topics(prefix));
    }

    /** A topic that is both written and read is one in between, which Kafka Streams makes, and deletes records of. */
    private Rights topics(String internal) {
        Set<String> between = new TreeSet<>(read);
        between.retainAll(written);
        List<Rights> rights = new ArrayList<>();
        read.stream().filter(each -> !between.contains(each)).forEach(each -> rights.add(Rights.topic(each, READ)));
        written.stream().filter(each -> !between.contains(each)).forEach(each -> rights.add(Rights.topic(each, WRITE)));
        if (hasStores || !between.isEmpty()) {
            rights.add(Rights.topics(internal, CREATE, READ, WRITE));
        }
        if (!between.isEmpty()) {
            rights.add(Rights.topics(internal, DELETE));
        }
        return Rights.of(rights);
    }
}
