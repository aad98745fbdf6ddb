package dev.gregor.benchmarks.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs hidden commands of this program in virtual machines of their own, so that no measurement inherits the compiled code,
 * the heap or the threads of another.
 *
 * @param jvmOptions for each virtual machine, besides its heap
 */
public record Fork(List<String> jvmOptions) {

    private static final String MAIN_CLASS = "dev.gregor.benchmarks.Main";

    /**
     * Of each process that measures: fixed and resident from the start, so that its growth is no part of a measurement, and in
     * huge pages where Linux allows.
     */
    public static final List<String> HEAP =
            List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:+UseTransparentHugePages");

    /** Copies the options. */
    public Fork {
        jvmOptions = List.copyOf(jvmOptions);
    }

    /**
     * Runs a command and hands on the lines of JSON that it prints; its standard error is ours.
     *
     * @param request the command's argument
     * @throws IllegalStateException if it fails
     */
    public void run(String command, Object request, Consumer<String> lines) {
        try {
            Process process = new ProcessBuilder(commandLine(command, request))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Thread end = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(end);
            read(process, lines);
            int status = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            if (status != 0) {
                throw new IllegalStateException("%s ended with status %d".formatted(command, status));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + command + " ran", e);
        }
    }

    private List<String> commandLine(String command, Object request) {
        List<String> arguments = new ArrayList<>(HEAP);
        arguments.addAll(jvmOptions);
        arguments.addAll(
                List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS, command, Json.line(request)));
        return java(arguments);
    }

    /** The command line of a virtual machine with these arguments. */
    public static List<String> java(List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(arguments);
        return line;
    }

    private static void read(Process process, Consumer<String> lines) throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().filter(line -> line.startsWith("{")).forEach(lines);
        }
    }
}
