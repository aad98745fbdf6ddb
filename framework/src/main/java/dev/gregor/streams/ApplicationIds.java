package dev.gregor.streams;

/**
 * The application ids of the Kafka Streams applications of one application. Each is the name of a consumer group, of a folder of
 * state, and the start of the names of internal topics and transactions.
 *
 * @param app the name of the application, {@code gregor.app}
 */
public record ApplicationIds(String app) {

    private static final String PREFIX = "gregor-";
    private static final String WRITE = "-write";

    /** Of the write side. */
    public String write() {
        return PREFIX + app + WRITE;
    }

    /** Of the event log. */
    public String log() {
        return PREFIX + app + "-log";
    }

    /** Of schedules. */
    public String schedules() {
        return PREFIX + app + "-schedules";
    }

    /** Of a flow of messages. */
    public String flow(String name) {
        return PREFIX + app + "-flow-" + name;
    }

    /** Of a build of a read model, such as {@code gregor-app-projection-users-by-status-v2.1}. */
    public String projection(String name, String build) {
        return projections() + name + "-v" + build;
    }

    /** What the ids of all {@link #projection builds of read models} start with. */
    public String projections() {
        return PREFIX + app + "-projection-";
    }

    /** Whether this is the id of the write side of an application. */
    public static boolean isWrite(String applicationId) {
        return applicationId.startsWith(PREFIX)
                && applicationId.endsWith(WRITE)
                && applicationId.length() > PREFIX.length() + WRITE.length();
    }

    /** The application whose {@link #write() write side} has this id. */
    public static ApplicationIds ofWrite(String applicationId) {
        return new ApplicationIds(applicationId.substring(PREFIX.length(), applicationId.length() - WRITE.length()));
    }
}
