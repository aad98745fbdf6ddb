package dev.gregor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows of a join by a foreign key, of parcels and depots in all partitions, show at once what each command has done to either side,
 * also after {@code kill -9} of application and broker.
 */
class JoinIT {

    private static final Path ROOT = Path.of("..");
    private static final int STEPS = Integer.getInteger("gregor.it.join-steps", 40);
    private static final int PARCELS = 12;
    private static final List<String> DEPOTS = List.of("ZRH", "BSL", "GVA", "LUG");

    @TempDir
    Path dir;

    private final Random random = new Random(7);
    private final Map<String, String> depots = new HashMap<>();
    private final Map<String, String> addresses = new HashMap<>();

    @Test
    void eachRowHasTheNewestStateOfBothSides() throws IOException {
        Path jar = DomainJar.write(
                dir.resolve("parcels.jar"), ROOT.resolve("examples").resolve("parcels/src/main/resources"));
        for (int start = 1; start <= 2; start++) {
            try (JarProcess app =
                    JarProcess.start(dir.resolve("data"), "--domain", jar.toString(), "--only", "parcel,depot")) {
                requireAllRows(app);
                for (int step = 0; step < STEPS / 2; step++) {
                    step(app, start + "." + step);
                }
                app.kill();
            }
        }
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
        String depot = depots.get(parcel);
        @Nullable String address = addresses.get(depot);
        return "{\"key\":\"%s\",\"value\":{\"status\":\"%s\",\"address\":%s}}"
                .formatted(
                        parcel,
                        depot.isEmpty() ? "REGISTERED" : "AT_DEPOT",
                        address == null ? "null" : '"' + address + '"');
    }
}
