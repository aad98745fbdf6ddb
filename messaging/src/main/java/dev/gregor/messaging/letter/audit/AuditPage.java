package dev.gregor.messaging.letter.audit;

import java.util.List;
import java.util.OptionalLong;

/**
 * A part of the audit log, the newest entries first.
 *
 * @param entries those of the page
 * @param next where the next page begins; nothing after the oldest one
 */
public record AuditPage(List<AuditEntry> entries, OptionalLong next) {}
