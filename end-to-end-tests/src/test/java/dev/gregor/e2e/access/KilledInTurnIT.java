package dev.gregor.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.api.LiveStart;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.client.GregorClient;
import dev.gregor.e2e.FreePorts;
import dev.gregor.e2e.JarProcess;
import dev.gregor.event.LiveEvent;
import dev.gregor.testing.CommittedRecords;
import dev.gregor.user.User;
import dev.gregor.user.UserById;
import dev.gregor.user.UserRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client sends commands to two instances, which are killed in turn: each command is applied once, in its order. How many commands
 * and kills is for the system properties {@code gregor.it.client.commands} and {@code gregor.it.client.kills} to say.
 */
class KilledInTurnIT {

    private static final int COMMANDS = Integer.getInteger("gregor.it.client.commands", 400);
    private static final int KILLS = Integer.getInteger("gregor.it.client.kills", 2);
    private static final int SENDERS = 20;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    @TempDir
    Path dir;

    private final List<Integer> ports = new ArrayList<>();
    private final List<JarProcess> instances = new ArrayList<>();

    @Test
    void applyEachCommandOnceAndInOrder() throws IOException {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")))) {
            ports.addAll(FreePorts.find(2));
            try {
                start(broker, 0);
                start(broker, 1);
                try (GregorClient gregor = client()) {
                    run(broker, gregor);
                }
            } finally {
                instances.forEach(JarProcess::close);
            }
        }
    }

    private void start(LocalBroker broker, int instance) {
        JarProcess started = JarProcess.start(
                dir.resolve("instance-" + instance).resolve("data"),
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--port",
                ports.get(instance).toString());
        if (instances.size() > instance) {
            instances.set(instance, started);
        } else {
            instances.add(started);
        }
    }

    private GregorClient client() {
        return GregorClient.configure()
                .baseUri("http://127.0.0.1:" + ports.get(0))
                .baseUri("http://127.0.0.1:" + ports.get(1))
                .aggregate(new User())
                .projection(new UserById())
                .connect();
    }

    private void run(LocalBroker broker, GregorClient gregor) {
        Collected<LiveEvent> live = new Collected<>();
        gregor.events().live(User.class, LiveStart.beginning()).subscribe(live);
        List<CommandChain> chains = IntStream.range(0, SENDERS)
                .mapToObj(sender -> new CommandChain(gregor.commands(), "user-" + sender, COMMANDS / SENDERS))
                .toList();
        chains.forEach(CommandChain::start);
        for (int kill = 0; kill < KILLS; kill++) {
            long count = (long) (kill + 1) * COMMANDS / (KILLS + 1);
            await().atMost(LONGEST).until(() -> accepted(chains) >= count);
            instances.get(kill % 2).kill();
            start(broker, kill % 2);
        }
        await().atMost(LONGEST).until(() -> chains.stream().allMatch(CommandChain::isDone));

        assertThat(recorded(broker)).isEqualTo(sent(chains));
        await().atMost(LONGEST).until(() -> live.items().size() >= COMMANDS);
        assertThat(published(live)).isEqualTo(sent(chains));
        assertThat(live.failure()).isEmpty();
        chains.forEach(chain -> assertThat(rowOf(gregor, chain)).isEqualTo(chain.lastEmail()));
    }

    private static int accepted(List<CommandChain> chains) {
        return chains.stream().mapToInt(CommandChain::accepted).sum();
    }

    private static String rowOf(GregorClient gregor, CommandChain chain) {
        return gregor.queries()
                .get(UserById.class, chain.user(), chain.lastPosition())
                .join()
                .map(UserRow::getEmail)
                .orElse("no row");
    }

    /** The ids of the commands of each user, in the order in which they were sent. */
    private static Map<String, List<String>> sent(List<CommandChain> chains) {
        Map<String, List<String>> ids = new HashMap<>();
        chains.forEach(chain -> ids.put(chain.user(), chain.ids()));
        return ids;
    }

    /** The ids of the commands that have caused the events of each user, in the order of the log. */
    private static Map<String, List<String>> recorded(LocalBroker broker) {
        Map<String, List<String>> ids = new HashMap<>();
        CommittedRecords.of(broker.bootstrapServers(), "user.events")
                .forEach(record -> ids.computeIfAbsent(
                                new String(record.key(), StandardCharsets.UTF_8), user -> new ArrayList<>())
                        .add(cause(record.headers())));
        return ids;
    }

    private static String cause(Headers headers) {
        return new String(headers.lastHeader("ce_causationid").value(), StandardCharsets.UTF_8);
    }

    /** The same as the client has published them. */
    private static Map<String, List<String>> published(Collected<LiveEvent> live) {
        Map<String, List<String>> ids = new HashMap<>();
        live.known()
                .forEach(event -> ids.computeIfAbsent(event.aggregateId(), user -> new ArrayList<>())
                        .add(event.metadata().causationId()));
        return ids;
    }
}
