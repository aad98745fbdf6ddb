package dev.gregor.node.settings;

import java.time.Duration;

/**
 * Personal fields.
 *
 * @param cacheLife how long a key of a subject is used without asking the store again
 * @param cacheSubjects keys of how many subjects are kept in memory
 */
public record PrivacySettings(Duration cacheLife, int cacheSubjects) {}
