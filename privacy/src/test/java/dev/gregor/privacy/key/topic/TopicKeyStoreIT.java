package dev.gregor.privacy.key.topic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.SubjectKeyStoreContract;
import dev.gregor.privacy.key.WrappedKey;
import dev.gregor.privacy.key.file.FileMasterKeys;
import dev.gregor.privacy.key.rotation.KeyRotation;
import dev.gregor.privacy.key.rotation.Rotation;
import dev.gregor.topic.TopicProvisioner;
import dev.gregor.topic.TopicSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicKeyStoreIT extends SubjectKeyStoreContract {

    private static final Duration SHORT_SEGMENT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String OLD = "2026-01 " + "0123456789abcdef".repeat(4) + "\n";
    private static final String NEW = "2027-01 " + "fedcba9876543210".repeat(4) + "\n";

    @TempDir
    private static Path data;

    @TempDir
    private Path masterKeys;

    private static LocalBroker broker;
    private static Admin admin;

    private final String topic = "gregor.subject-keys." + UUID.randomUUID();

    @BeforeAll
    static void start() {
        broker = start(0);
        admin = Admin.create(kafka());
    }

    private static LocalBroker start(int port) {
        return LocalBroker.start(BrokerSettings.in(data)
                .withClientPort(port)
                .withProperties(Map.of(
                        "log.cleaner.backoff.ms", "500",
                        "log.initial.task.delay.ms", "500",
                        "log.segment.delete.delay.ms", "500",
                        "log.index.size.max.bytes", "65536")));
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    private static Map<String, Object> kafka() {
        return Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "delivery.timeout.ms",
                3_000,
                "request.timeout.ms",
                2_000);
    }

    private void make() {
        new TopicProvisioner(admin, (short) -1, false).provide(List.of(TopicKeyStore.spec(topic)));
    }

    @Override
    protected SubjectKeyStore open() {
        return TopicKeyStore.open(topic, kafka(), this::make);
    }

    /** With segments that end at once, as far as a broker allows. */
    private SubjectKeyStore openShort() throws Exception {
        make();
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        TopicProvisioner.changes(Map.of(
                                "segment.ms",
                                String.valueOf(SHORT_SEGMENT.toMillis()),
                                "max.compaction.lag.ms",
                                String.valueOf(SHORT_SEGMENT.toMillis())))))
                .all()
                .get();
        return TopicKeyStore.open(topic, kafka(), this::make, SHORT_SEGMENT);
    }

    @Test
    void instancesAgreeOnTheKeysOfSubjects() throws Exception {
        List<String> subjects = IntStream.range(0, 200).mapToObj(i -> "s" + i).toList();
        try (SubjectKeyStore one = open();
                SubjectKeyStore two = open()) {
            List<Map<String, SubjectEntry>> answers = together(thread -> {
                Map<String, SubjectEntry> answer = new HashMap<>();
                for (String each : subjects) {
                    WrappedKey mine = new WrappedKey("m1", (each + ':' + thread).getBytes(UTF_8));
                    answer.put(each, (thread % 2 == 0 ? one : two).add(each, mine));
                }
                return answer;
            });

            assertThat(Set.copyOf(answers)).hasSize(1);
            assertThat(answers.get(0).values().stream()
                            .map(each -> new String(((WrappedKey) each).bytes(), UTF_8).split(":", 0)[1])
                            .distinct())
                    .as("threads that were first")
                    .hasSizeGreaterThan(1);
            try (SubjectKeyStore late = open()) {
                subjects.forEach(each ->
                        assertThat(late.find(each)).contains(answers.get(0).get(each)));
            }
        }
    }

    @Test
    void anInstanceKnowsWhatAnotherOneHasAdded() {
        try (SubjectKeyStore one = open();
                SubjectKeyStore two = open()) {
            for (int i = 0; i < 50; i++) {
                SubjectEntry added = one.add("s" + i, key("m1"));
                assertThat(two.find("s" + i)).contains(added);
            }
        }
    }

    @Test
    void instancesForgetTogether() throws Exception {
        List<String> subjects = IntStream.range(0, 50).mapToObj(i -> "s" + i).toList();
        try (SubjectKeyStore one = open();
                SubjectKeyStore two = open()) {
            List<Set<Forgotten>> answers = together(thread -> {
                SubjectKeyStore mine = thread % 2 == 0 ? one : two;
                Set<Forgotten> receipts = new HashSet<>();
                for (String each : subjects) {
                    SubjectEntry there = mine.add(each, new WrappedKey("m1", new byte[] {(byte) thread}));
                    if (there instanceof WrappedKey key) {
                        mine.rewrap(each, key, new WrappedKey("m2", key.bytes()));
                    }
                    receipts.add(mine.forget(each, receipt(each + thread)));
                }
                return receipts;
            });

            assertThat(Set.copyOf(answers)).hasSize(1);
            try (SubjectKeyStore late = open()) {
                Set<SubjectEntry> found = new HashSet<>();
                late.forEach((subject, entry) -> found.add(entry));
                assertThat(found).isEqualTo(answers.get(0));
            }
        }
    }

    @Test
    void theBytesOfAKeyThatIsDestroyedOrWrappedAnewGoFromTheDisk() throws Exception {
        WrappedKey kept = key("m1");
        WrappedKey destroyed = key("m1");
        WrappedKey old = key("m1");
        WrappedKey rewrapped = key("m2");
        try (SubjectKeyStore store = openShort()) {
            store.add("kept", kept);
            store.add("destroyed", destroyed);
            store.add("rewrapped", old);
            assertThat(List.of(kept, destroyed, old)).allMatch(this::isOnTheDisk);

            store.forget("destroyed", receipt("r1"));
            store.rewrap("rewrapped", old, rewrapped);

            Awaitility.await().atMost(LONG).until(() -> !isOnTheDisk(destroyed) && !isOnTheDisk(old));
            assertThat(List.of(kept, rewrapped)).allMatch(this::isOnTheDisk);
        }
        try (SubjectKeyStore late = open()) {
            assertThat(late.find("kept")).contains(kept);
            assertThat(late.find("destroyed")).contains(receipt("r1"));
            assertThat(late.find("rewrapped")).contains(rewrapped);
        }
    }

    private boolean isOnTheDisk(WrappedKey key) {
        String bytes = Base64.getEncoder().encodeToString(key.bytes());
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(each -> each.toString().contains(topic) && Files.isRegularFile(each))
                    .anyMatch(each -> content(each).contains(bytes));
        } catch (IOException | UncheckedIOException movedMeanwhile) {
            return true;
        }
    }

    private static String content(Path file) {
        try {
            return new String(Files.readAllBytes(file), ISO_8859_1);
        } catch (NoSuchFileException gone) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void keepsTheFirstKeyWhateverIsCompacted() throws Exception {
        List<SubjectEntry> firsts = new ArrayList<>();
        WrappedKey gone = key("m1");
        try (SubjectKeyStore one = openShort();
                SubjectKeyStore two = TopicKeyStore.open(topic, kafka(), this::make, SHORT_SEGMENT)) {
            for (int i = 0; i < 20; i++) {
                String subject = "s" + i;
                together(thread ->
                        (thread % 2 == 0 ? one : two).add(subject, new WrappedKey("m1", new byte[] {(byte) thread})));
                firsts.add(one.find(subject).orElseThrow());
            }
            for (int i = 0; i < 20; i += 2) {
                WrappedKey first = (WrappedKey) firsts.get(i);
                firsts.set(i, new WrappedKey("m2", first.bytes()));
                assertThat(two.rewrap("s" + i, first, (WrappedKey) firsts.get(i)))
                        .isTrue();
            }
            one.add("gone", gone);
            one.forget("gone", receipt("r1"));
            Awaitility.await().atMost(LONG).until(() -> !isOnTheDisk(gone));
        }
        try (SubjectKeyStore late = open()) {
            for (int i = 0; i < 20; i++) {
                assertThat(late.find("s" + i)).contains(firsts.get(i));
            }
        }
    }

    @Test
    void wrapsAllKeysAnewWhileAnotherInstanceAddsAndForgets() throws Exception {
        MasterKeys old = masters("old", OLD);
        MasterKeys both = masters("both", OLD + NEW);
        Map<String, String> keys = new HashMap<>();
        try (SubjectKeyStore one = open();
                SubjectKeyStore two = open();
                KeyRotation rotation = new KeyRotation(one, both)) {
            for (int i = 0; i < 200; i++) {
                keys.put("s" + i, "the key of subject number " + (100_000 + i));
                one.add("s" + i, old.wrap(requireNonNull(keys.get("s" + i)).getBytes(UTF_8)));
            }
            rotation.start();
            for (int i = 0; i < 200; i += 20) {
                two.forget("s" + i, receipt("r" + i));
                keys.remove("s" + i);
                keys.put("late" + i, "the key of subject number " + (200_000 + i));
                two.add(
                        "late" + i,
                        both.wrap(requireNonNull(keys.get("late" + i)).getBytes(UTF_8)));
            }
            Rotation end = Awaitility.await()
                    .atMost(LONG)
                    .until(rotation::progress, progress -> progress.state() != Rotation.State.RUNNING);
            assertThat(end.state()).isEqualTo(Rotation.State.DONE);
        }
        MasterKeys now = masters("now", NEW);
        Map<String, String> found = new HashMap<>();
        try (SubjectKeyStore late = open()) {
            late.forEach((subject, entry) -> {
                if (entry instanceof WrappedKey key) {
                    found.put(subject, new String(now.unwrap(key), UTF_8));
                }
            });
        }
        assertThat(found).isEqualTo(keys);
    }

    private MasterKeys masters(String name, String lines) throws IOException {
        return FileMasterKeys.hex(Files.writeString(masterKeys.resolve(name), lines));
    }

    @Test
    void makesATopicThatWasDeletedAgain() throws Exception {
        WrappedKey key = key("m1");
        try (SubjectKeyStore one = open();
                SubjectKeyStore two = open()) {
            one.identify("store-1");
            one.add("a", key);
            one.add("b", key("m1"));
            one.forget("b", receipt("r1"));
            assertThat(two.find("a")).contains(key);

            admin.deleteTopics(List.of(topic)).all().get();

            Awaitility.await().atMost(LONG).ignoreExceptions().untilAsserted(() -> {
                try (SubjectKeyStore late = open()) {
                    assertThat(late.find("a")).contains(key);
                    assertThat(late.find("b")).contains(receipt("r1"));
                    assertThat(late.id()).contains("store-1");
                }
            });
            WrappedKey next = key("m1");
            Awaitility.await()
                    .atMost(LONG)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(one.add("c", next)).isEqualTo(next));
            assertThat(two.find("c")).contains(next);
        }
    }

    @Test
    void saysThatABrokerIsAwayAndGoesOnWhenItIsBack() {
        WrappedKey key = key("m1");
        try (SubjectKeyStore store = open()) {
            store.add("a", key);
            int port = Integer.parseInt(broker.bootstrapServers().split(":", 0)[1]);
            broker.close();
            try {
                assertThat(store.find("a")).contains(key);
                assertThatThrownBy(() -> store.add("b", key("m1"))).isInstanceOf(TransientException.class);
                store.refresh();
                assertThatThrownBy(() -> store.find("a")).isInstanceOf(TransientException.class);
            } finally {
                broker = start(port);
            }

            Awaitility.await().atMost(LONG).ignoreExceptions().untilAsserted(() -> {
                assertThat(store.add("c", key)).isEqualTo(key);
                assertThat(store.find("absent")).isEmpty();
            });
        }
    }

    @Test
    void theTopicIsCompactedSoon() throws Exception {
        make();

        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var config = requireNonNull(
                admin.describeConfigs(List.of(resource)).all().get().get(resource));
        String segment = String.valueOf(TopicSpec.KEYS_SEGMENT.toMillis());
        assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
        assertThat(config.get("segment.ms").value()).isEqualTo(segment);
        assertThat(config.get("max.compaction.lag.ms").value()).isEqualTo(segment);
    }
}
