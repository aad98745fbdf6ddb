package dev.gregor.kafka.rights;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.gregor.kafka.KafkaClients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a cluster which rights are missing. Exceptions of refused clients often do not name what was refused, and what may not be described
 * looks as if it was not there; so each right is asked for by itself, in ways that change nothing.
 *
 * @param kafka settings of the clients whose rights are meant
 */
public record RightsCheck(Map<String, Object> kafka) {

    private static final int LIMIT_MILLIS = 5_000;

    /** Ends the names of what is asked for and is not there. */
    private static final String CHECK = "check";

    /** Brings Describe along, so that who may not describe a topic has none of these. */
    private static final Set<AclOperation> DESCRIBING = Set.of(READ, WRITE, DELETE, ALTER, DESCRIBE);

    /** Whether the clients say who they are, so that there may be rights that they lack. */
    public boolean isDue() {
        Object protocol = kafka.get("security.protocol");
        return protocol != null && !protocol.toString().equalsIgnoreCase("PLAINTEXT");
    }

    /**
     * The rights that are missing for certain. It is not known of a topic that is not there whether it might be read or written.
     *
     * @throws AuthenticationException if the credentials are refused
     * @throws KafkaException if the cluster does not answer within some seconds
     */
    public Rights missing(Rights wanted) {
        Map<String, Object> config = KafkaClients.withoutIds(kafka);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LIMIT_MILLIS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LIMIT_MILLIS);
        try (Admin admin = Admin.create(config)) {
            return new Rights(new Questions(admin).missing(wanted));
        }
    }

    /** These rights, as missing, with the commands that give them; empty if none is. */
    public Optional<String> inWords(Rights missing) {
        if (missing.all().isEmpty()) {
            return Optional.empty();
        }
        String principal = Principal.of(kafka);
        String servers = String.valueOf(kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
        return Optional.of("%s may not %s: run %s"
                .formatted(
                        principal,
                        String.join(
                                ", ", missing.all().stream().map(Right::text).toList()),
                        String.join(" && ", missing.commands(principal, servers))));
    }

    /**
     * What is missing, in words; or that the cluster refuses the credentials, or does not answer. Empty if nothing is known to be missing.
     */
    public Optional<String> obstacle(Rights wanted) {
        try {
            return inWords(missing(wanted));
        } catch (AuthenticationException e) {
            return Optional.of(
                    "the cluster refuses the credentials of %s: %s".formatted(Principal.of(kafka), e.getMessage()));
        } catch (KafkaException e) {
            return Optional.of("the cluster does not say what it allows: " + e);
        }
    }

    private record Questions(Admin admin) {

        SortedSet<Right> missing(Rights wanted) {
            Map<ResourcePattern, List<Right>> resources = new HashMap<>();
            wanted.all()
                    .forEach(right -> resources
                            .computeIfAbsent(right.resource(), each -> new ArrayList<>())
                            .add(right));
            Set<String> names = await(admin.listTopics().names());
            SortedSet<Right> missing = new TreeSet<>();
            resources.forEach((resource, rights) -> {
                switch (resource.resourceType()) {
                    case TOPIC -> missing.addAll(ofTopics(topics(resource, names), rights));
                    case GROUP -> missing.addAll(ofGroup(idOf(resource), rights));
                    case TRANSACTIONAL_ID -> missing.addAll(ofTransactions(idOf(resource), rights));
                    default -> throw new IllegalArgumentException("No rights are known on " + resource);
                }
            });
            return missing;
        }

        /** One that the pattern is about. */
        private static String idOf(ResourcePattern resource) {
            if (resource.patternType() != PatternType.PREFIXED) {
                return resource.name();
            }
            return resource.name() + (resource.name().endsWith("-") ? CHECK : "-" + CHECK);
        }

        private static List<String> topics(ResourcePattern resource, Set<String> names) {
            boolean isAny = resource.name().equals(ResourcePattern.WILDCARD_RESOURCE);
            String check = isAny ? CHECK : idOf(resource);
            if (check.equals(resource.name())) {
                return List.of(check);
            }
            List<String> topics = new ArrayList<>(names.stream()
                    .filter(each -> isAny || each.startsWith(resource.name()))
                    .toList());
            topics.add(check);
            return topics;
        }

        private Set<Right> ofTopics(List<String> topics, List<Right> rights) {
            Set<Right> missing = new TreeSet<>();
            var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
            admin.describeTopics(topics, options)
                    .topicNameValues()
                    .forEach((topic, description) -> rights.stream()
                            .filter(right -> isMissing(topic, description, right.operation()))
                            .forEach(missing::add));
            return missing;
        }

        private boolean isMissing(String topic, KafkaFuture<TopicDescription> description, AclOperation operation) {
            try {
                @Nullable Set<AclOperation> allowed = await(description).authorizedOperations();
                return allowed != null && !allowed.contains(operation);
            } catch (AuthorizationException e) {
                return DESCRIBING.contains(operation) || isRefusedUnseen(topic, operation);
            } catch (UnknownTopicOrPartitionException e) {
                return isRefusedUnseen(topic, operation);
            }
        }

        /** Of a topic that cannot be described. */
        private boolean isRefusedUnseen(String topic, AclOperation operation) {
            if (operation == CREATE) {
                NewTopic creation = new NewTopic(topic, Optional.of(1), Optional.empty());
                return isRefused(admin.createTopics(List.of(creation), new CreateTopicsOptions().validateOnly(true))
                        .all());
            }
            return operation == DESCRIBE_CONFIGS && isRefusedSettings(topic);
        }

        private boolean isRefusedSettings(String topic) {
            return isRefused(admin.describeConfigs(List.of(new ConfigResource(ConfigResource.Type.TOPIC, topic)))
                    .all());
        }

        private List<Right> ofGroup(String group, List<Right> rights) {
            return rights.stream()
                    .filter(right -> switch (right.operation()) {
                        case READ -> isRefusedRead(group);
                        case DELETE ->
                            group.endsWith(CHECK)
                                    && isRefused(admin.deleteConsumerGroups(List.of(group))
                                            .all());
                        case ALTER_CONFIGS -> isRefusedChange(group);
                        default -> false;
                    })
                    .toList();
        }

        private boolean isRefusedChange(String group) {
            var change =
                    new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
            return isRefused(admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(change)),
                            new AlterConfigsOptions().validateOnly(true))
                    .all());
        }

        /** A member leaves that there is not. */
        private boolean isRefusedRead(String group) {
            var member = new MemberToRemove("gregor-" + CHECK);
            return isRefused(admin.removeMembersFromConsumerGroup(
                            group, new RemoveMembersFromConsumerGroupOptions(Set.of(member)))
                    .all());
        }

        /** Under an id that nobody has. */
        private List<Right> ofTransactions(String id, List<Right> rights) {
            return isRefused(admin.fenceProducers(List.of(id)).all()) ? rights : List.of();
        }

        private static boolean isRefused(KafkaFuture<?> answer) {
            try {
                await(answer);
                return false;
            } catch (AuthorizationException e) {
                return true;
            } catch (AuthenticationException e) {
                throw e;
            } catch (KafkaException e) {
                return false;
            }
        }

        private static <T> T await(KafkaFuture<T> answer) {
            try {
                return answer.get();
            } catch (ExecutionException e) {
                for (Throwable each = e.getCause(); each != null; each = each.getCause()) {
                    if (each instanceof AuthorizationException || each instanceof AuthenticationException) {
                        throw (KafkaException) each;
                    }
                }
                throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("Interrupted while rights were asked for", e);
            }
        }
    }
}
