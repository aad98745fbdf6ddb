package dev.gregor.sql.crash;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that run the same class with the same arguments. */
final class Children implements AutoCloseable {

    private final Class<?> main;
    private final List<String> arguments;
    private final List<Process> processes = new ArrayList<>();

    Children(Class<?> main, int number, List<String> arguments) {
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
        command.addAll(arguments);
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
