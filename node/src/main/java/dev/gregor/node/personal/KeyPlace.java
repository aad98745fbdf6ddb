package dev.gregor.node.personal;

import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.SubjectKeyStore;

/**
 * Where the keys of subjects are.
 *
 * @param store keeps them
 * @param masters wrap them
 */
public record KeyPlace(SubjectKeyStore store, MasterKeys masters) {}
