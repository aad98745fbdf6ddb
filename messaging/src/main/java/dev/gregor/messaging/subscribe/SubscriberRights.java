package dev.gregor.messaging.subscribe;

import static org.apache.kafka.common.acl.AclOperation.READ;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.letter.LetterLog;
import dev.gregor.messaging.letter.LetterTopics;
import dev.gregor.messaging.subscribe.progress.SubscriptionGroups;
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
        return subscriber.isQueue()
                ? Rights.of(subscriber.queueSpec().rights(settings.app()), ofFailures())
                : of(subscriber.spec());
    }

    /** What the subscription to what has failed in a queue needs. */
    Rights ofFailures() {
        return of(subscriber.failuresSpec(subscriber.queueSpec().failures(settings.app())));
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
