package dev.gregor.timer;

import java.time.Instant;

/**
 * A value with a time at which it is due.
 *
 * @param id names it among the timers of its partition
 * @param due when it is due, to the millisecond
 * @param value belongs to its processor
 */
public record Timer(String id, Instant due, byte[] value) {}
