package dev.gregor.node.access;

import dev.gregor.privacy.Privacy;
import dev.gregor.privacy.key.rotation.KeyRotation;

/**
 * What can be done about personal fields.
 *
 * @param privacy forgets subjects
 * @param rotation wraps the keys of subjects by another master key
 */
public record SubjectOperations(Privacy privacy, KeyRotation rotation) {}
