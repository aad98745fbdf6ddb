package dev.gregor.kafka.rights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What the authorizer of a cluster has to allow somebody. Read, Write, Delete and Alter bring Describe along, AlterConfigs brings
 * DescribeConfigs; what comes along is not listed. Immutable.
 *
 * @param all each right once, by kind and name of the resource
 */
public record Rights(SortedSet<Right> all) {

    private static final Set<AclOperation> DESCRIBING =
            Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE, AclOperation.ALTER);

    /** Copies, without what comes along. */
    public Rights {
        SortedSet<Right> given = new TreeSet<>(all);
        SortedSet<Right> needed = new TreeSet<>(given);
        needed.removeIf(right -> right.operation() == AclOperation.DESCRIBE
                && DESCRIBING.stream().anyMatch(each -> given.contains(new Right(right.resource(), each))));
        all = Collections.unmodifiableSortedSet(needed);
    }

    /** No rights. */
    public static Rights none() {
        return new Rights(new TreeSet<>());
    }

    /** All of these together. */
    public static Rights of(Rights... parts) {
        return of(Arrays.asList(parts));
    }

    /** All of these together. */
    public static Rights of(Collection<Rights> parts) {
        return new Rights(
                parts.stream().flatMap(part -> part.all().stream()).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** To do this with a topic. */
    public static Rights topic(String name, AclOperation... operations) {
        return of(ResourceType.TOPIC, name, PatternType.LITERAL, operations);
    }

    /** To do this with all topics whose names begin so. */
    public static Rights topics(String prefix, AclOperation... operations) {
        return of(ResourceType.TOPIC, prefix, PatternType.PREFIXED, operations);
    }

    /** To do this with a group of consumers. */
    public static Rights group(String id, AclOperation... operations) {
        return of(ResourceType.GROUP, id, PatternType.LITERAL, operations);
    }

    /** To do this with all groups whose ids begin so. */
    public static Rights groups(String prefix, AclOperation... operations) {
        return of(ResourceType.GROUP, prefix, PatternType.PREFIXED, operations);
    }

    /** To write in transactions under all ids that begin so. */
    public static Rights transactions(String prefix) {
        return of(ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED, AclOperation.WRITE);
    }

    private static Rights of(ResourceType type, String name, PatternType pattern, AclOperation... operations) {
        ResourcePattern resource = new ResourcePattern(type, name, pattern);
        return new Rights(Arrays.stream(operations)
                .map(operation -> new Right(resource, operation))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Whether something is to be done with a topic of this name. */
    public boolean areAbout(String topic) {
        return all.stream()
                .map(Right::resource)
                .filter(resource -> resource.resourceType() == ResourceType.TOPIC)
                .anyMatch(resource -> resource.patternType() == PatternType.PREFIXED
                        ? topic.startsWith(resource.name())
                        : resource.name().equals(topic) || resource.name().equals(ResourcePattern.WILDCARD_RESOURCE));
    }

    /** The same with another one. */
    public Rights with(Right right) {
        SortedSet<Right> more = new TreeSet<>(all);
        more.add(right);
        return new Rights(more);
    }

    /** The same without one. */
    public Rights without(Right right) {
        SortedSet<Right> others = new TreeSet<>(all);
        others.remove(right);
        return new Rights(others);
    }

    /** The same without those on transactional ids. */
    public Rights withoutTransactions() {
        return only(resource -> resource.resourceType() != ResourceType.TRANSACTIONAL_ID);
    }

    /** The same without those on topics that are not named, for they only begin alike. */
    public Rights ofNamedTopics() {
        return only(resource -> resource.resourceType() != ResourceType.TOPIC
                || (resource.patternType() == PatternType.LITERAL
                        && !resource.name().equals(ResourcePattern.WILDCARD_RESOURCE)));
    }

    private Rights only(Predicate<ResourcePattern> resources) {
        return new Rights(all.stream()
                .filter(right -> resources.test(right.resource()))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /**
     * The commands of Kafka's {@code kafka-acls} that give these rights, one for each resource.
     *
     * @param principal who gets them, such as {@code User:bank}
     * @param bootstrapServers of the cluster
     */
    public List<String> commands(String principal, String bootstrapServers) {
        List<String> commands = new ArrayList<>();
        byResource()
                .forEach((resource, operations) -> commands.add(
                        "kafka-acls --bootstrap-server %s --command-config admin.properties --add --allow-principal %s %s %s"
                                .formatted(
                                        bootstrapServers,
                                        quoted(principal),
                                        operations.stream()
                                                .map(each -> "--operation " + Right.operation(each))
                                                .collect(Collectors.joining(" ")),
                                        option(resource))));
        return commands;
    }

    private static String option(ResourcePattern resource) {
        String option = switch (resource.resourceType()) {
            case TOPIC -> "--topic";
            case GROUP -> "--group";
            case TRANSACTIONAL_ID -> "--transactional-id";
            default -> throw new IllegalArgumentException("No rights are known on " + resource);
        };
        return option
                + ' '
                + quoted(resource.name())
                + (resource.patternType() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "");
    }

    /** As a shell takes it. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9._:=,@/-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** A table in Markdown, a line for each resource. */
    public List<String> table() {
        List<String> lines = new ArrayList<>(List.of("| resource | operations |", "| --- | --- |"));
        byResource()
                .forEach((resource, operations) -> lines.add("| %s | %s |"
                        .formatted(
                                Right.resource(resource).replaceFirst("(.*) (\\S+)$", "$1 `$2`"),
                                operations.stream().map(Right::operation).collect(Collectors.joining(", ")))));
        return lines;
    }

    private Map<ResourcePattern, List<AclOperation>> byResource() {
        Map<ResourcePattern, List<AclOperation>> resources = new LinkedHashMap<>();
        all.forEach(right -> resources
                .computeIfAbsent(right.resource(), each -> new ArrayList<>())
                .add(right.operation()));
        return resources;
    }
}
