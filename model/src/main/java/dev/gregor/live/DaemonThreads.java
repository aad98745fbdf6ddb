package dev.gregor.live;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep the process from ending. */
public final class DaemonThreads {

    private DaemonThreads() {}

    /** A thread that is not started. */
    public static Thread of(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Makes threads of this name for an executor. */
    public static ThreadFactory named(String name) {
        return work -> of(name, work);
    }
}
