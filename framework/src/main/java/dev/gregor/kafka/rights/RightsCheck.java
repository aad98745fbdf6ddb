package dev.gregor.kafka.rights;

import static java.util.Objects.requireNonNull;
import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a cluster which rights are missing. Exceptions of refused clients often do not name what was refused, and what may not be described
 * looks as if it was not there; so each right is asked for by itself. That changes nothing, but transactional ids of the name {@code <prefix>-check}
 * are noted by the cluster, which forgets them after some days.
 *
 * @param kafka settings of the clients whose rights are meant
 */
public record RightsCheck(Map<String, Object> kafka) {

    private static final Logger LOG = LoggerFactory.getLogger(RightsCheck.class);
    private static final int REQUEST_MILLIS = 5_000;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long LIMIT_NANOS = LIMIT.toNanos();

    /** Ends the names of what is asked for and is not there. */
    private static final String CHECK = "check";

    /** Brings Describe along, so that who may not describe a topic has none of these. */
    private static final Set<AclOperation> DESCRIBING = Set.of(READ, WRITE, DELETE, ALTER, DESCRIBE);

    /** For what somebody changes later: partitions that are added, builds of read models that are replaced. */
    private static final Set<AclOperation> LATER = Set.of(ALTER, DELETE);

    /** Whether the clients say who they are, so that there may be rights that they lack. */
    public boolean isDue() {
        Object protocol = kafka.get("security.protocol");
        return protocol != null && !protocol.toString().equalsIgnoreCase("PLAINTEXT");
    }

    /**
     * The rights that are missing for certain. It is not known of a topic that is not there whether it might be read or written.
     *
     * @throws AuthenticationException if the credentials are refused
     * @throws KafkaException if the cluster does not answer within some seconds, so that nothing is known
     */
    public Rights missing(Rights wanted) {
        return ask(wanted, false);
    }

    /**
     * Those that are missing and that work cannot go on without: Create only of topics that are not there, and neither Alter nor Delete,
     * which are for changes that few clusters ever see.
     *
     * @throws AuthenticationException if the credentials are refused
     * @throws KafkaException if the cluster does not answer within some seconds, so that nothing is known
     */
    public Rights needed(Rights wanted) {
        return ask(
                new Rights(wanted.all().stream()
                        .filter(right -> !LATER.contains(right.operation()))
                        .collect(Collectors.toCollection(TreeSet::new))),
                true);
    }

    private Rights ask(Rights wanted, boolean onlyNeeded) {
        Map<String, Object> config = KafkaClients.withoutIds(kafka);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        Admin admin = Admin.create(config);
        try {
            return new Rights(new Questions(admin, onlyNeeded, System.nanoTime() + LIMIT_NANOS).missing(wanted));
        } finally {
            admin.close(Duration.ZERO);
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
     * What is {@link #needed} and missing, in words, or that the cluster refuses the credentials; empty if nothing is known to be missing.
     *
     * @throws KafkaException if the cluster does not answer within some seconds, so that nothing is known
     */
    public Optional<String> refusal(Rights wanted) {
        try {
            return inWords(needed(wanted));
        } catch (AuthenticationException e) {
            return Optional.of(
                    "the cluster refuses the credentials of %s: %s".formatted(Principal.of(kafka), e.getMessage()));
        }
    }

    /** The same, or that the cluster does not answer. For who was refused something, and waits until it may go on. */
    public Optional<String> obstacle(Rights wanted) {
        try {
            return refusal(wanted);
        } catch (KafkaException e) {
            return Optional.of("the cluster does not say what it allows: " + e);
        }
    }

    /** A failure, or in its place one that names what is missing, if it means that the cluster refuses something. */
    public RuntimeException named(RuntimeException failure, Rights wanted) {
        return (Refusal.isMeantBy(failure) ? obstacle(wanted) : Optional.<String>empty())
                .<RuntimeException>map(missing -> new TransientException(missing, failure))
                .orElse(failure);
    }

    /** Whether a failure means that something was asked and allowed, though it could not be done. */
    static boolean isAnswer(KafkaException failure) {
        return failure instanceof ApiException
                && !(failure instanceof AuthenticationException)
                && (!(failure instanceof RetriableException) || failure instanceof UnknownTopicOrPartitionException);
    }

    private record Question(Right right, KafkaFuture<?> answer) {}

    /** Sends what can be sent before it waits for answers. */
    private record Questions(Admin admin, boolean onlyNeeded, long deadlineNanos) {

        SortedSet<Right> missing(Rights wanted) {
            Map<Right, Collection<String>> topics = new TreeMap<>();
            List<Question> questions = new ArrayList<>();
            Set<String> names = await(admin.listTopics().names());
            for (Right right : wanted.all()) {
                switch (right.resource().resourceType()) {
                    case TOPIC -> topics.put(right, topics(right.resource(), names));
                    case GROUP -> ofGroup(idOf(right.resource()), right).ifPresent(questions::add);
                    case TRANSACTIONAL_ID -> questions.add(ofTransactions(idOf(right.resource()), right));
                    default -> throw new IllegalArgumentException("No rights are known on " + right.resource());
                }
            }
            SortedSet<Right> missing = new TreeSet<>();
            Map<String, KafkaFuture<TopicDescription>> descriptions = describe(topics.values());
            topics.forEach((right, each) -> each.forEach(topic -> {
                if (isMissing(topic, requireNonNull(descriptions.get(topic)), right, questions)) {
                    missing.add(right);
                }
            }));
            questions.stream().filter(each -> isRefused(each.answer())).forEach(each -> missing.add(each.right()));
            return missing;
        }

        /** One that the pattern is about. */
        private static String idOf(ResourcePattern resource) {
            if (resource.patternType() != PatternType.PREFIXED) {
                return resource.name();
            }
            return resource.name() + (resource.name().endsWith("-") ? CHECK : "-" + CHECK);
        }

        /** Of those that begin so and are there, and of one that is not there. */
        private Collection<String> topics(ResourcePattern resource, Set<String> names) {
            boolean isAny = resource.name().equals(ResourcePattern.WILDCARD_RESOURCE);
            String check = isAny ? CHECK : idOf(resource);
            if (check.equals(resource.name())) {
                return List.of(check);
            }
            List<String> topics = new ArrayList<>(names.stream()
                    .filter(each -> isAny || each.startsWith(resource.name()))
                    .toList());
            if (topics.isEmpty() || !onlyNeeded) {
                topics.add(check);
            }
            return topics;
        }

        private Map<String, KafkaFuture<TopicDescription>> describe(Collection<Collection<String>> topics) {
            Set<String> all =
                    topics.stream().flatMap(Collection::stream).collect(Collectors.toCollection(TreeSet::new));
            return admin.describeTopics(all, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .topicNameValues();
        }

        /** Adds a question where a description does not say it. */
        private boolean isMissing(
                String topic, KafkaFuture<TopicDescription> description, Right right, List<Question> questions) {
            AclOperation operation = right.operation();
            try {
                @Nullable Set<AclOperation> allowed = await(description).authorizedOperations();
                return allowed != null && !allowed.contains(operation) && !(onlyNeeded && operation == CREATE);
            } catch (AuthorizationException e) {
                if (DESCRIBING.contains(operation)) {
                    return true;
                }
            } catch (UnknownTopicOrPartitionException e) {
                LOG.trace("{} is not there", topic);
            }
            ofUnseen(topic, right).ifPresent(questions::add);
            return false;
        }

        /** Of a topic that cannot be described. */
        private Optional<Question> ofUnseen(String topic, Right right) {
            return switch (right.operation()) {
                case CREATE -> {
                    NewTopic creation = new NewTopic(topic, Optional.of(1), Optional.empty());
                    var options = new CreateTopicsOptions().validateOnly(true);
                    yield Optional.of(new Question(
                            right,
                            admin.createTopics(List.of(creation), options).all()));
                }
                case DESCRIBE_CONFIGS -> {
                    var settings = new ConfigResource(ConfigResource.Type.TOPIC, topic);
                    yield Optional.of(new Question(
                            right, admin.describeConfigs(List.of(settings)).all()));
                }
                default -> Optional.empty();
            };
        }

        private Optional<Question> ofGroup(String group, Right right) {
            return switch (right.operation()) {
                case READ -> Optional.of(new Question(right, leave(group)));
                case DELETE ->
                    group.endsWith(CHECK)
                            ? Optional.of(new Question(
                                    right,
                                    admin.deleteConsumerGroups(List.of(group)).all()))
                            : Optional.empty();
                case ALTER_CONFIGS -> Optional.of(new Question(right, change(group)));
                default -> Optional.empty();
            };
        }

        private KafkaFuture<?> change(String group) {
            var change =
                    new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
            return admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(change)),
                            new AlterConfigsOptions().validateOnly(true))
                    .all();
        }

        /** A member leaves that there is not. */
        private KafkaFuture<?> leave(String group) {
            var member = new MemberToRemove("gregor-" + CHECK);
            return admin.removeMembersFromConsumerGroup(
                            group, new RemoveMembersFromConsumerGroupOptions(Set.of(member)))
                    .all();
        }

        /** Under an id that nobody has. The cluster notes that id, and forgets it after some days. */
        private Question ofTransactions(String id, Right right) {
            return new Question(right, admin.fenceProducers(List.of(id)).all());
        }

        private boolean isRefused(KafkaFuture<?> answer) {
            try {
                await(answer);
                return false;
            } catch (AuthorizationException e) {
                return true;
            } catch (KafkaException e) {
                if (isAnswer(e)) {
                    return false;
                }
                throw e;
            }
        }

        private <T> T await(KafkaFuture<T> answer) {
            try {
                return answer.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw cause(e, AuthorizationException.class)
                        .or(() -> cause(e, AuthenticationException.class))
                        .or(() -> cause(e, ApiException.class))
                        .orElseGet(() -> new KafkaException(e.getCause()));
            } catch (java.util.concurrent.TimeoutException e) {
                throw new TimeoutException("There was no answer within " + LIMIT, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("Interrupted while rights were asked for", e);
            }
        }

        private static Optional<KafkaException> cause(Throwable failure, Class<? extends KafkaException> kind) {
            for (Throwable each = failure; each != null; each = each.getCause()) {
                if (kind.isInstance(each)) {
                    return Optional.of(kind.cast(each));
                }
            }
            return Optional.empty();
        }
    }
}
