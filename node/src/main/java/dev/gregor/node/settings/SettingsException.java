package dev.gregor.node.settings;

/** A setting is unknown or has an impossible value; the message names the value, where it was given, and the cure. */
public final class SettingsException extends RuntimeException {

    SettingsException(String message) {
        super(message);
    }
}
