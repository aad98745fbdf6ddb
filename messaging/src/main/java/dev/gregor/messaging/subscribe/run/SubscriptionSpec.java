package dev.gregor.messaging.subscribe.run;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription reads, and how.
 *
 * @param name its name
 * @param topics the topics by name
 * @param pattern the topics by regular expression, those by name included; nothing if names are enough
 * @param concurrency how many messages an instance handles at the same time
 * @param deduplicated how many records back a repetition is looked for
 * @param parkedPerKey how many dead letters there may be of a key
 * @param parkedInAll how many dead letters there may be in all
 * @param ordered whether messages of a key are handled one after the other
 * @param broadcast whether each instance gets every message
 * @param fromNow whether it begins at the end of the topics
 * @param retries how often a message is tried again
 * @param retryDelayNanos the delay before a retry by its number, from 1
 * @param laterRetries the delays after which a message is handled again that has failed all the same
 */
public record SubscriptionSpec(
        String name,
        Set<String> topics,
        @Nullable Pattern pattern,
        int concurrency,
        int deduplicated,
        int parkedPerKey,
        int parkedInAll,
        boolean ordered,
        boolean broadcast,
        boolean fromNow,
        int retries,
        IntToLongFunction retryDelayNanos,
        List<Duration> laterRetries) {}
