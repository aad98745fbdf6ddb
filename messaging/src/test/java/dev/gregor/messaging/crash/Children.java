package dev.gregor.messaging.crash;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Processes that run the same class. */
final class Children implements AutoCloseable {

    private final Class<?> main;
    private final IntFunction<List<String>> arguments;
    private final List<Process> processes = new ArrayList<>();

    /** Starts them, each with arguments of its own, which are asked for at each start. */
    Children(Class<?> main, int number, IntFunction<List<String>> arguments) {
        this.main = main;
        this.arguments = arguments;
        for (int i = 0; i < number; i++) {
            processes.add(start(i));
        }
    }

    int number() {
        return processes.size();
    }

    private Process start(int number) {
        File log = Path.of("target", "%s-%d.log".formatted(main.getSimpleName(), number))
                .toFile();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments.apply(number));
        try {
            return new ProcessBuilder(command)
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

    /** All, and others in their places. */
    void killAndRestartAll() {
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

    void killAll() {
        processes.forEach(Children::kill);
    }

    @Override
    public void close() {
        killAll();
    }
}
