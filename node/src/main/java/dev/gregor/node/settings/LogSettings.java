package dev.gregor.node.settings;

/**
 * How the log is written.
 *
 * @param json whether each line is a JSON object, and not for people
 * @param level the level of our own loggers
 */
public record LogSettings(boolean json, String level) {}
