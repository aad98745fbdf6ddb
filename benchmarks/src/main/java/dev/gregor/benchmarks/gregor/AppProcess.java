package dev.gregor.benchmarks.gregor;

import dev.gregor.benchmarks.account.BenchmarkAccount;
import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.projection.Projection;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Gregor's application as a user runs it, in a process of its own, with the account for its domain. */
public final class AppProcess implements AutoCloseable {

    private static final String HTTP = "HTTP ";
    private static final String READY = "Ready in ";
    private static final int STOP_SECONDS = 30;

    private final Process process;
    private final Path output;

    private AppProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @throws IllegalStateException if it does not become so, with what it said
     */
    public static AppProcess start(Place place) {
        return start(place, List.of(), Map.of());
    }

    /** The same with read models. */
    public static AppProcess start(Place place, List<Class<? extends Projection<?>>> projections) {
        return start(place, projections, Map.of());
    }

    /** The same with settings {@code gregor.*}. */
    public static AppProcess start(Place place, Map<String, String> settings) {
        return start(place, List.of(), settings);
    }

    private static AppProcess start(
            Place place, List<Class<? extends Projection<?>>> projections, Map<String, String> own) {
        AppProcess app = launch(place, projections, own);
        Waiting.until("the application is ready", () -> app.line(READY).isPresent() || !app.process.isAlive());
        if (!app.process.isAlive()) {
            throw new IllegalStateException("The application did not start:\n" + app.said());
        }
        return app;
    }

    private static AppProcess launch(
            Place place, List<Class<? extends Projection<?>>> projections, Map<String, String> own) {
        try {
            Path dir = Files.createDirectories(place.dir());
            Path settings = Files.writeString(dir.resolve("application.properties"), settings(place, own));
            Path output = dir.resolve("application.log");
            Path domain = domain(dir, projections);
            Process process = new ProcessBuilder(commandLine(place, settings, domain))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new AppProcess(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException("The application cannot be run", e);
        }
    }

    /** A folder of the class path that tells the application of its read models. */
    private static Path domain(Path dir, List<Class<? extends Projection<?>>> projections) throws IOException {
        Path domain = dir.resolve("domain");
        Path services = Files.createDirectories(domain.resolve("META-INF").resolve("services"));
        List<String> names = projections.stream().map(Class::getName).toList();
        Files.write(services.resolve(Projection.class.getName()), names);
        return domain;
    }

    private static String settings(Place place, Map<String, String> own) {
        StringBuilder text = new StringBuilder("gregor.topic-prefix=%s.%n".formatted(place.run()));
        place.settings().forEach((key, value) -> text.append("gregor.kafka.%s=%s%n".formatted(key, value)));
        own.forEach((key, value) -> text.append("%s=%s%n".formatted(key, value)));
        return text.toString();
    }

    private static List<String> commandLine(Place place, Path settings, Path domain) {
        List<String> arguments = new ArrayList<>(Fork.HEAP);
        arguments.addAll(List.of(
                "-cp",
                domain + File.pathSeparator + System.getProperty("java.class.path"),
                "dev.gregor.app.Main",
                "--bootstrap-servers=" + place.bootstrapServers(),
                "--data-dir=" + place.dir(),
                "--app=" + place.run(),
                "--only=" + BenchmarkAccount.TYPE,
                "--port=0",
                "--config=" + settings));
        return Fork.java(arguments);
    }

    private Optional<String> line(String start) {
        return said().lines().filter(line -> line.startsWith(start)).findFirst();
    }

    private String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(output + " cannot be read", e);
        }
    }

    /** Where it serves HTTP. */
    public URI address() {
        String line = line(HTTP).orElseThrow(() -> new IllegalStateException("No line '" + HTTP + "' in " + said()));
        return URI.create(line.substring(HTTP.length()).trim().split(" ", 2)[0]);
    }

    /** Stops it in order, or by force if that takes too long. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
