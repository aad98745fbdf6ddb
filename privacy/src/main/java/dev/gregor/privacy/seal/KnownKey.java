package dev.gregor.privacy.seal;

/** What is known here of the key of a subject. */
sealed interface KnownKey permits DataKey, KnownKey.Destroyed {

    /** That the subject is forgotten. */
    enum Destroyed implements KnownKey {
        FORGOTTEN
    }
}
