package dev.gregor.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.parcels.Depot;
import com.example.parcels.HandOver;
import com.example.parcels.Open;
import com.example.parcels.Parcel;
import com.example.parcels.Register;
import com.example.parcels.Relocate;
import dev.gregor.api.Commands;
import dev.gregor.client.GregorClient;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Unavailable;
import dev.gregor.command.CommandOutcome.Unknown;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows of a join by a foreign key, of parcels and depots in all partitions. They are right after {@code kill -9} of application and
 * broker while commands are sent, and show at once what each command has done to either side. How much is done is for the system
 * properties {@code gregor.it.join.load}, {@code .kills} and {@code .steps} to say.
 */
class JoinIT {

    private static final Path ROOT = Path.of("..");
    private static final int LOAD = Integer.getInteger("gregor.it.join.load", 120);
    private static final int KILLS = Integer.getInteger("gregor.it.join.kills", 1);
    private static final int STEPS = Integer.getInteger("gregor.it.join.steps", 8);
    private static final int SENDERS = 4;
    private static final int PARCELS = 12;
    private static final List<String> DEPOTS = List.of("ZRH", "BSL", "GVA", "LUG");
    private static final Duration LONGEST = Duration.ofMinutes(5);

    @TempDir
    Path dir;

    private final String port = FreePorts.find(1).get(0).toString();
    private final Random random = new Random(7);
    private final Map<String, String> depots = new ConcurrentHashMap<>();
    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final AtomicInteger accepted = new AtomicInteger();

    @Test
    void eachRowHasTheNewestStateOfBothSides() throws IOException {
        Path jar = DomainJar.write(
                dir.resolve("parcels.jar"), ROOT.resolve("examples").resolve("parcels/src/main/resources"));
        JarProcess app = start(jar);
        try (GregorClient gregor = client()) {
            List<CompletableFuture<Void>> senders = IntStream.range(0, SENDERS)
                    .mapToObj(sender -> CompletableFuture.runAsync(() -> load(gregor.commands(), sender)))
                    .toList();
            for (int kill = 1; kill <= KILLS; kill++) {
                int count = kill * LOAD / (KILLS + 1);
                await().atMost(LONGEST).until(() -> accepted.get() >= count);
                app.kill();
                app = start(jar);
            }
            senders.forEach(each ->
                    each.orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).join());
            requireAllRows(app);
            for (int step = 0; step < STEPS; step++) {
                step(app, "step " + step);
            }
            app.kill();
            app = start(jar);
            requireAllRows(app);
        } finally {
            app.close();
        }
    }

    private JarProcess start(Path jar) {
        return JarProcess.start(
                dir.resolve("data"), "--domain", jar.toString(), "--only", "parcel,depot", "--port", port);
    }

    private GregorClient client() {
        return GregorClient.configure()
                .baseUri("http://127.0.0.1:" + port)
                .aggregate(new Parcel())
                .aggregate(new Depot())
                .connect();
    }

    /** Moves parcels and the depot of one sender, which no other touches. */
    private void load(Commands commands, int sender) {
        Random ofSender = new Random(sender);
        String depot = DEPOTS.get(sender);
        accept(commands, commands.command(Depot.class, depot, new Open("first")));
        addresses.put(depot, "first");
        for (int number = 0; number < LOAD / SENDERS; number++) {
            String parcel = "parcel-" + (ofSender.nextInt(PARCELS / SENDERS) * SENDERS + sender);
            if (!depots.containsKey(parcel)) {
                accept(commands, commands.command(Parcel.class, parcel, new Register("Ann", "Bern")));
                depots.put(parcel, "");
            }
            if (ofSender.nextBoolean()) {
                String to = DEPOTS.get(ofSender.nextInt(DEPOTS.size()));
                accept(commands, commands.command(Parcel.class, parcel, new HandOver(to)));
                depots.put(parcel, to);
            } else {
                accept(commands, commands.command(Depot.class, depot, new Relocate(depot + ' ' + number)));
                addresses.put(depot, depot + ' ' + number);
            }
            accepted.incrementAndGet();
        }
    }

    private static void accept(Commands commands, Command command) {
        CommandOutcome outcome = commands.send(command).join();
        while (outcome instanceof Unknown || outcome instanceof Unavailable) {
            outcome = commands.send(command).join();
        }
        assertThat(outcome).isInstanceOf(Accepted.class);
    }

    private void step(JarProcess app, String name) {
        String parcel = "parcel-" + random.nextInt(PARCELS);
        if (!depots.containsKey(parcel)) {
            command(app, "parcel/" + parcel, "register", "{\"recipient\":\"Ann\",\"city\":\"Bern\"}");
            depots.put(parcel, "");
        }
        String depot = DEPOTS.get(random.nextInt(DEPOTS.size()));
        if (random.nextInt(3) > 0) {
            String position = command(app, "parcel/" + parcel, "hand-over", "{\"depot\":\"" + depot + "\"}");
            depots.put(parcel, depot);
            requireRow(app, parcel, position);
        } else {
            String command = addresses.containsKey(depot) ? "relocate" : "open";
            String position = command(app, "depot/" + depot, command, "{\"address\":\"" + depot + ' ' + name + "\"}");
            addresses.put(depot, depot + ' ' + name);
            new TreeSet<>(depots.keySet()).forEach(each -> requireRow(app, each, position));
        }
    }

    private static String command(JarProcess app, String aggregate, String command, String body) {
        HttpResponse<String> answer = app.post("/api/aggregates/" + aggregate + "/commands/" + command, body);
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("Gregor-Position").orElseThrow();
    }

    private void requireRow(JarProcess app, String parcel, String position) {
        HttpResponse<String> row = app.get("/api/projections/parcel-places/" + parcel + "?after=" + position);
        assertThat(row.body()).isEqualTo(expected(parcel));
    }

    /** The first reads of a start may come before its stores are restored. */
    private void requireAllRows(JarProcess app) {
        for (String parcel : new TreeSet<>(depots.keySet())) {
            await().untilAsserted(() -> assertThat(
                            app.get("/api/projections/parcel-places/" + parcel).body())
                    .isEqualTo(expected(parcel)));
        }
    }

    private String expected(String parcel) {
        String depot = requireNonNull(depots.get(parcel), parcel);
        @Nullable String address = addresses.get(depot);
        return "{\"key\":\"%s\",\"value\":{\"status\":\"%s\",\"address\":%s}}"
                .formatted(
                        parcel,
                        depot.isEmpty() ? "REGISTERED" : "AT_DEPOT",
                        address == null ? "null" : '"' + address + '"');
    }
}
