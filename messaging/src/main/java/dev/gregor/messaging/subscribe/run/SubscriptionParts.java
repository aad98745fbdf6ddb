package dev.gregor.messaging.subscribe.run;

import dev.gregor.messaging.letter.LetterLog;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription consists of.
 *
 * @param log nothing if dead letters hold up no others
 */
record SubscriptionParts(
        Partitions partitions,
        Workers workers,
        Lanes lanes,
        Transactions transactions,
        @Nullable LetterLog log,
        @Nullable Redrive redrive) {}
