package dev.gregor.node;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.command.gateway.LocalReplies;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.flow.FlowSettings;
import dev.gregor.messaging.flow.RunningFlow;
import dev.gregor.messaging.letter.topic.TopicLetters;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.messaging.schedule.ScheduleSettings;
import dev.gregor.messaging.schedule.Schedules;
import dev.gregor.messaging.subscribe.Subscription;
import dev.gregor.messaging.topic.MessageTopic;
import dev.gregor.messaging.topic.MessageTopics;
import dev.gregor.node.settings.PrivacySettings;
import dev.gregor.node.settings.Settings;
import dev.gregor.projection.run.RunningProjections;
import dev.gregor.snapshot.SnapshotStorage;
import dev.gregor.streams.ApplicationIds;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.TopicSpec;
import dev.gregor.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What a node needs to be allowed by the authorizer of its cluster, derived from what it would run. Nothing is started and no cluster is
 * asked.
 *
 * <pre>{@code
 * NodeRights.of(settings).node().commands("User:bank", "kafka:9092").forEach(System.out::println);
 * }</pre>
 */
public final class NodeRights {

    private final Settings settings;
    private final Domain domain;
    private final Definitions definitions;
    private final Topics topics;
    private final ScheduleSettings scheduling;

    private NodeRights(Settings settings, Domain domain) {
        this.settings = settings;
        this.domain = domain;
        this.topics = new Topics(settings.cluster().topicPrefix());
        AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
        var meters = new SimpleMeterRegistry();
        var storage = new SnapshotStorage(codec, topics, settings.snapshots(), meters);
        this.definitions = Definitions.of(settings, domain, codec, storage, new LocalReplies());
        int maxRecordBytes = settings.write().maxRecordBytes();
        var messaging = new MessagingSettings(
                settings.app(), Map.of(), codec, domain.messages().types(), maxRecordBytes, topics);
        var streams = new StreamsSettings(
                Map.of(),
                settings.instance().dataDir(),
                "",
                null,
                settings.cluster().replicationFactor(),
                maxRecordBytes);
        this.scheduling = new ScheduleSettings(
                messaging, streams, topics, settings.write().partitions(), meters);
    }

    /**
     * Those of a node with these settings, and with the aggregates, read models and messages that these lead to.
     *
     * @throws StartException if there is no aggregate, or one cannot be loaded
     */
    public static NodeRights of(Settings settings) {
        return new NodeRights(settings, Domain.find(settings.domain()));
    }

    /** Those of a node with this domain. */
    static NodeRights of(Settings settings, Domain domain) {
        return new NodeRights(settings, domain);
    }

    private ApplicationIds ids() {
        return new ApplicationIds(settings.app());
    }

    /** Returns the settings of messages, for what is not a part of the node, such as {@code gregor-sql}. */
    public MessagingSettings messaging() {
        return scheduling.messaging();
    }

    /** Returns what a node needs for all that it may do, with its schedules, dead letters and the messages of {@code gregor.topics}. */
    public Rights node() {
        return Rights.of(required(), subscribers(), messages(), schedules(), letters());
    }

    /** What a node cannot start without. What its subscribers do with topics that they read by a form is not known before these are there. */
    Rights required() {
        return Rights.of(
                subscribersAndFlows(),
                schemas(),
                CommandGateway.rights(topics, definitions.types()),
                definitions.write().rights(ids().write()),
                definitions.log().rights(ids().log()),
                RunningProjections.rights(domain.projections(), definitions.read()),
                MessageTopics.rights(settings.cluster().topics()));
    }

    /** Returns what all need that read or write events or messages: schemas, and the keys that personal fields are sealed with. */
    public Rights schemas() {
        PrivacySettings.Keys keys = settings.privacy().keys();
        Rights schemas = SchemaCatalog.rights(topics.schemas());
        return keys != null && keys.store() instanceof PrivacySettings.Topic
                ? Rights.of(
                        schemas,
                        Rights.topic(topics.subjectKeys(settings.app()), CREATE, DESCRIBE_CONFIGS, READ, WRITE))
                : schemas;
    }

    private Rights messages() {
        List<Rights> rights = new ArrayList<>();
        rights.add(Publisher.rights(messaging()));
        rights.add(publishing(
                settings.cluster().topics().stream().map(MessageTopic::name).toList()));
        return Rights.of(rights);
    }

    private Rights subscribersAndFlows() {
        List<Rights> rights = new ArrayList<>();
        rights.add(subscribers().ofNamedTopics());
        var flows = new FlowSettings(messaging(), scheduling.streams(), scheduling.meters());
        domain.messages().flows().forEach(each -> rights.add(RunningFlow.rights(flows, each)));
        return Rights.of(rights);
    }

    /** With looking after what Kafka Streams has made for them. */
    private Rights schedules() {
        return Rights.of(Schedules.rights(scheduling), Rights.topics(ids().schedules() + '-', DESCRIBE_CONFIGS));
    }

    /** Dead letters that are in no list are read, and those of commands are published again. */
    private Rights letters() {
        return Rights.of(
                TopicLetters.rights(messaging()),
                Rights.topic(Topics.deadLetters(topics.schedules(settings.app())), READ),
                Rights.of(definitions.topicSpecs().stream()
                        .filter(each -> each.kind() == TopicSpec.Kind.DEAD_LETTERS)
                        .map(each -> Rights.topic(each.name(), READ))
                        .toList()));
    }

    /** Returns what of the rights of a node is for its read models. */
    public Rights projections() {
        return Rights.of(schemas(), RunningProjections.rights(domain.projections(), definitions.read()));
    }

    /** Returns what the subscribers need if they run without a node, by {@link Subscription#start}. */
    public Rights subscribers() {
        List<Rights> rights = new ArrayList<>();
        rights.add(schemas());
        domain.messages().subscribers().forEach(each -> rights.add(Subscription.rights(messaging(), each)));
        return Rights.of(rights);
    }

    /** Returns what {@code rebuild} and {@code verify} of the command line need. */
    public Rights maintenance() {
        List<Rights> rights = new ArrayList<>();
        rights.add(schemas());
        rights.add(MessageTopics.rights(settings.cluster().topics()));
        definitions.types().forEach(type -> {
            rights.add(Rights.topic(topics.events(type), READ));
            rights.add(Rights.topic(topics.commands(type), READ));
        });
        List.of(ids().write(), ids().log()).forEach(id -> {
            rights.add(Rights.group(id, READ));
            rights.add(Rights.transactions(id + '-'));
            rights.add(Rights.topics(id + '-', CREATE, DELETE, READ, WRITE));
        });
        rights.add(Rights.topics(ids().write() + '-', DESCRIBE_CONFIGS));
        return Rights.of(rights);
    }

    /** Returns what publishing messages to these topics needs. */
    public static Rights publishing(Collection<String> names) {
        return Rights.of(names.stream().map(each -> Rights.topic(each, WRITE)).toList());
    }
}
