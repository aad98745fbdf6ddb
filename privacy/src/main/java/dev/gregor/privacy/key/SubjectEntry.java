package dev.gregor.privacy.key;

/** What a {@link SubjectKeyStore} knows of a subject. It goes from a wrapped key to forgotten, never back. */
public sealed interface SubjectEntry permits WrappedKey, Forgotten {}
