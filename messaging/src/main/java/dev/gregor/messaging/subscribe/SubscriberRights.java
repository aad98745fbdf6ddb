package dev.gregor.messaging.subscribe;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.LetterLog;
import dev.gregor.messaging.letter.LetterTopics;
import dev.gregor.messaging.subscribe.progress.SubscriptionGroups;
import dev.gregor.messaging.subscribe.queue.QueueSpec;
import dev.gregor.messaging.subscribe.run.SubscriptionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a subscription needs to be allowed, as its subscriber says. */
record SubscriberRights(MessagingSettings settings, Subscriber subscriber) {

    /** What the names of topics of a form begin with, as far as it has characters that stand for themselves. */
    private static final Pattern LITERAL = Pattern.compile("^((?:[A-Za-z0-9_-]|\\\\\\.)*)([*?{]?)");

    Rights all() {
        if (!subscriber.isQueue()) {
            return of(subscriber.spec());
        }
        QueueSpec queue = subscriber.queueSpec();
        String failures = queue.failures(settings.app());
        List<Rights> rights = new ArrayList<>();
        queue.weights().keySet().forEach(each -> rights.add(Rights.topic(each, READ)));
        rights.add(Rights.group(queue.group(settings.app()), READ, ALTER_CONFIGS));
        rights.add(Rights.topic(failures, CREATE, WRITE));
        rights.add(of(subscriber.failuresSpec(failures)));
        return Rights.of(rights);
    }

    private Rights of(SubscriptionSpec spec) {
        String group = SubscriptionGroups.group(settings.app(), spec.name());
        List<Rights> rights = new ArrayList<>();
        rights.add(spec.broadcast() ? Rights.groups(group + '-', READ) : Rights.group(group, READ));
        rights.add(Rights.transactions(group + '-'));
        spec.topics().forEach(each -> rights.add(ofTopic(each, spec)));
        subscriber.topicPatterns().forEach(each -> rights.add(ofTopicsLike(each)));
        if (!spec.broadcast()) {
            rights.add(LetterLog.rights(settings));
        }
        return Rights.of(rights);
    }

    private static Rights ofTopic(String topic, SubscriptionSpec spec) {
        Rights rights = Rights.of(Rights.topic(topic, READ), LetterTopics.rights(topic));
        return spec.laterRetries().isEmpty() ? rights : Rights.of(rights, LetterTopics.retryRights(topic));
    }

    /** Topics of dead letters and of retries begin as those do that they are of. */
    private static Rights ofTopicsLike(String form) {
        return LetterTopics.rightsOfAll(prefix(form));
    }

    /** Empty if names may begin with anything. */
    static String prefix(String form) {
        Matcher matcher = LITERAL.matcher(form);
        if (form.contains("|") || !matcher.find()) {
            return "";
        }
        String prefix = matcher.group(1).replace("\\.", ".");
        return matcher.group(2).isEmpty() || prefix.isEmpty() ? prefix : prefix.substring(0, prefix.length() - 1);
    }
}
