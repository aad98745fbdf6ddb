package dev.gregor.benchmarks.store;

import dev.gregor.benchmarks.machine.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of our own, of what is installed, with its data in a temporary folder. It flushes each commit to disk,
 * as is its default. It refuses to run as root, so that root runs it as the user {@code postgres}.
 */
public final class PostgresServer implements AutoCloseable {

    private static final String USER = "postgres";
    private static final String SETTINGS = "-c shared_buffers=1GB -c max_wal_size=4GB -c max_connections=100"
            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c port=";

    private final Path programs;
    private final TemporaryFolder dir;
    private final Thread end = new Thread(this::stop);
    private final PostgresStore store;

    private PostgresServer(Path programs, TemporaryFolder dir) throws IOException {
        this.programs = programs;
        this.dir = dir;
        int port = freePort();
        run("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync", "-D", data());
        run("pg_ctl", "-D", data(), "-w", "-l", dir.path().resolve("log").toString(), "-o", SETTINGS + port, "start");
        Runtime.getRuntime().addShutdownHook(end);
        long process = Long.parseLong(
                Files.readAllLines(Path.of(data(), "postmaster.pid")).get(0).trim());
        store = new PostgresStore("jdbc:postgresql://127.0.0.1:%d/postgres?user=%s".formatted(port, USER), process);
    }

    /** Starts one; nothing where none is installed. */
    public static Optional<PostgresServer> start() {
        return programs().map(found -> {
            try {
                return new PostgresServer(found, ownedFolder());
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL does not start", e);
            }
        });
    }

    /** On the path, or where Debian keeps them; the newest version wins. */
    private static Optional<Path> programs() {
        Stream<Path> onPath = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
        return Stream.concat(onPath, debian())
                .map(folder -> folder.resolve("initdb"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(PostgresServer::folderOf);
    }

    /** The path may hold a link to one program of several. */
    private static Path folderOf(Path program) {
        try {
            return program.toRealPath().resolveSibling("");
        } catch (IOException e) {
            throw new UncheckedIOException(program + " cannot be followed", e);
        }
    }

    private static Stream<Path> debian() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions
                    .sorted((a, b) -> b.getFileName().compareTo(a.getFileName()))
                    .map(version -> version.resolve("bin"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static TemporaryFolder ownedFolder() throws IOException {
        TemporaryFolder dir = TemporaryFolder.create("gregor-postgres");
        if (isRoot()) {
            var users = dir.path().getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(dir.path(), users.lookupPrincipalByName(USER));
        }
        return dir;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String data() {
        return dir.path().resolve("data").toString();
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", USER, "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("gregor-" + program, ".out");
        Process process = new ProcessBuilder(command)
                .directory(dir.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (status(process) != 0) {
            throw new IOException(command + " failed: " + Files.readString(output));
        }
        Files.delete(output);
    }

    private static int status(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    /** Where it is. */
    public PostgresStore store() {
        return store;
    }

    private void stop() {
        try {
            run("pg_ctl", "-D", data(), "-m", "immediate", "stop");
            dir.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not stop", e);
        }
    }

    /** Ends the server and deletes its data. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(end);
        stop();
    }
}
