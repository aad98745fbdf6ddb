package dev.gregor.messaging.crash;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes with a subscription each. */
final class Children implements AutoCloseable {

    private final String bootstrapServers;
    private final List<Process> processes = new ArrayList<>();
    private boolean mended;

    Children(String bootstrapServers, int number) {
        this.bootstrapServers = bootstrapServers;
        for (int i = 0; i < number; i++) {
            processes.add(start(i));
        }
    }

    int number() {
        return processes.size();
    }

    private Process start(int number) {
        File log = Path.of("target", "crash-" + number + ".log").toFile();
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            CrashingSubscriber.class.getName(),
                            bootstrapServers,
                            String.valueOf(mended))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As kill -9 does, and another in its place. */
    void killAndRestart(int number) {
        kill(processes.get(number));
        processes.set(number, start(number));
    }

    /** All, and others in their places for which nothing fails any more. */
    void mend() {
        mended = true;
        for (int i = 0; i < number(); i++) {
            killAndRestart(i);
        }
    }

    void stop(int number) {
        signal(number, "-STOP");
    }

    void goOn(int number) {
        signal(number, "-CONT");
    }

    private void signal(int number, String signal) {
        try {
            Process kill = new ProcessBuilder(
                            "kill", signal, String.valueOf(processes.get(number).pid()))
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill " + signal + " has failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void kill(Process process) {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Children::kill);
    }
}
