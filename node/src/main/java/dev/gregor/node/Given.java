package dev.gregor.node;

import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.node.personal.KeyPlace;
import org.jspecify.annotations.Nullable;

/**
 * What an application gives a node in code, beside what it is to run.
 *
 * @param telemetry takes what the node tells about its work
 * @param keys where the keys of subjects are; null if the settings say so, or nobody
 * @param outbox what operators do with its outbox; null if it has none for them
 */
record Given(
        Telemetry telemetry,
        @Nullable KeyPlace keys,
        @Nullable OutboxOperations outbox) {}
