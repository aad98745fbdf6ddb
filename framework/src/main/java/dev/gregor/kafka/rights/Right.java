package dev.gregor.kafka.rights;

import java.util.Comparator;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One thing that the authorizer of a cluster has to allow.
 *
 * @param resource a topic, a group or a transactional id, or all of them whose names begin alike
 * @param operation what is done with it
 */
public record Right(ResourcePattern resource, AclOperation operation) implements Comparable<Right> {

    private static final Comparator<Right> ORDER = Comparator.<Right, ResourceType>comparing(
                    right -> right.resource().resourceType())
            .thenComparing(right -> right.resource().name())
            .thenComparing(right -> right.resource().patternType())
            .thenComparing(Right::operation);

    /** The ACL that gives this right to a principal, such as {@code User:bank}, from any host. */
    public AclBinding binding(String principal) {
        return new AclBinding(resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    }

    boolean isPrefixed() {
        return resource.patternType() == PatternType.PREFIXED;
    }

    /** For people, such as {@code Read on topic user.events}. */
    public String text() {
        return "%s on %s".formatted(operation(operation), resource(resource));
    }

    static String operation(AclOperation operation) {
        StringBuilder text = new StringBuilder();
        for (String word : operation.name().split("_", -1)) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    static String resource(ResourcePattern resource) {
        String type = resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return resource.patternType() == PatternType.PREFIXED
                ? "%ss that begin with %s".formatted(type, resource.name())
                : "%s %s".formatted(type, resource.name());
    }

    @Override
    public int compareTo(Right other) {
        return ORDER.compare(this, other);
    }
}
