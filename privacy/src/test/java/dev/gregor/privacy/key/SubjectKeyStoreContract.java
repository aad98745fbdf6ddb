package dev.gregor.privacy.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every store has to do. Subjects of a test are its own, so that a store may be shared by tests. */
public abstract class SubjectKeyStoreContract {

    private static final int THREADS = 8;

    private final Random random = new Random(7);
    private final String mark = UUID.randomUUID().toString();
    private @Nullable SubjectKeyStore open;

    /** Opens the store, with what it had when it was closed. */
    protected abstract SubjectKeyStore open();

    private SubjectKeyStore store() {
        if (open == null) {
            open = open();
        }
        return open;
    }

    @AfterEach
    void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    protected final WrappedKey key(String master) {
        byte[] bytes = new byte[40];
        random.nextBytes(bytes);
        return new WrappedKey(master, bytes);
    }

    protected static Forgotten receipt(String id) {
        return new Forgotten(id, Instant.parse("2026-01-31T10:00:00.123Z"), "ada", "Art. 17, \"please\" ü");
    }

    protected final String subject(String name) {
        return name + '-' + mark;
    }

    @Test
    void findsNothingOfASubjectThatNobodyAdded() {
        assertThat(store().find(subject("nobody"))).isEmpty();
    }

    @Test
    void keepsTheFirstKeyOfASubject() {
        WrappedKey first = key("m1");

        assertThat(store().add(subject("a"), first)).isEqualTo(first);
        assertThat(store().add(subject("a"), key("m1"))).isEqualTo(first);
        assertThat(store().find(subject("a"))).contains(first);
    }

    @Test
    void tellsSubjectsApartByEachCharacter() {
        List<String> names =
                List.of("x", "X", "x ", "x/y", "x/../y", "x\ny", "ß", "ss", "😀", ".", "..", "%2e", "a?b#c", "x:1");
        Map<String, SubjectEntry> added = new HashMap<>();
        names.forEach(each -> added.put(subject(each), store().add(subject(each), key("m1"))));
        names.forEach(each -> added.put(mark + each, store().add(mark + each, key("m1"))));

        assertThat(new HashSet<>(added.values())).hasSize(2 * names.size());
        added.forEach((subject, entry) -> assertThat(store().find(subject)).contains(entry));
    }

    @Test
    void forgetsAndKeepsTheFirstReceipt() {
        store().add(subject("a"), key("m1"));

        assertThat(store().forget(subject("a"), receipt("r1"))).isEqualTo(receipt("r1"));
        assertThat(store().forget(subject("a"), receipt("r2"))).isEqualTo(receipt("r1"));
        assertThat(store().find(subject("a"))).contains(receipt("r1"));
    }

    @Test
    void makesNoKeyForASubjectThatIsForgotten() {
        store().forget(subject("a"), receipt("r1"));

        assertThat(store().add(subject("a"), key("m1"))).isEqualTo(receipt("r1"));
        assertThat(store().find(subject("a"))).contains(receipt("r1"));
    }

    @Test
    void rewrapsWhatIsThereOnly() {
        WrappedKey first = key("m1");
        WrappedKey second = key("m2");
        store().add(subject("a"), first);

        assertThat(store().rewrap(subject("a"), key("m1"), key("m2"))).isFalse();
        assertThat(store().find(subject("a"))).contains(first);
        assertThat(store().rewrap(subject("a"), first, second)).isTrue();
        assertThat(store().find(subject("a"))).contains(second);
        assertThat(store().rewrap(subject("a"), first, second)).isFalse();
        assertThat(store().rewrap(subject("absent"), first, second)).isFalse();
        assertThat(store().find(subject("absent"))).isEmpty();
    }

    @Test
    void rewrapsNoSubjectThatIsForgotten() {
        WrappedKey first = key("m1");
        store().add(subject("a"), first);
        store().forget(subject("a"), receipt("r1"));

        assertThat(store().rewrap(subject("a"), first, key("m2"))).isFalse();
        assertThat(store().find(subject("a"))).contains(receipt("r1"));
    }

    @Test
    void givesEachSubjectOnce() {
        Map<String, SubjectEntry> added = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            added.put(subject("s" + i), store().add(subject("s" + i), key("m1")));
        }
        added.put(subject("s3"), store().forget(subject("s3"), receipt("r1")));

        Map<String, SubjectEntry> seen = new HashMap<>();
        store().forEach((subject, entry) -> {
            if (subject.endsWith(mark)) {
                assertThat(seen.put(subject, entry)).isNull();
            }
        });

        assertThat(seen).isEqualTo(added);
    }

    @Test
    void keepsAllWhenItIsClosed() {
        WrappedKey first = key("m1");
        WrappedKey rewrapped = key("m2");
        store().add(subject("a"), first);
        store().add(subject("b"), first);
        store().add(subject("c"), first);
        store().rewrap(subject("b"), first, rewrapped);
        store().forget(subject("c"), receipt("r1"));
        close();

        assertThat(store().find(subject("a"))).contains(first);
        assertThat(store().find(subject("b"))).contains(rewrapped);
        assertThat(store().find(subject("c"))).contains(receipt("r1"));
    }

    @Test
    void isKnownByTheFirstIdThatItWasGiven() {
        assertThat(store().id()).isEmpty();
        assertThat(store().identify("one")).isEqualTo("one");
        assertThat(store().identify("two")).isEqualTo("one");
        store().add(subject("a"), key("m1"));
        close();

        assertThat(store().id()).contains("one");
        store().forEach((subject, entry) -> assertThat(subject).isEqualTo(subject("a")));
    }

    @Test
    void threadsAgreeOnTheKeysOfSubjects() throws Exception {
        SubjectKeyStore shared = store();
        List<String> subjects =
                IntStream.range(0, 40).mapToObj(i -> subject("t" + i)).toList();

        List<Map<String, SubjectEntry>> answers = together(thread -> {
            Random own = new Random(thread);
            Map<String, SubjectEntry> answer = new HashMap<>();
            for (String each : subjects) {
                byte[] bytes = new byte[40];
                own.nextBytes(bytes);
                answer.put(each, shared.add(each, new WrappedKey("m1", bytes)));
            }
            return answer;
        });

        assertThat(Set.copyOf(answers)).hasSize(1);
        subjects.forEach(
                each -> assertThat(shared.find(each)).contains(answers.get(0).get(each)));
    }

    @Test
    void aSubjectThatIsForgottenStaysSoWhateverElseIsDoneMeanwhile() throws Exception {
        SubjectKeyStore shared = store();
        List<String> subjects =
                IntStream.range(0, 20).mapToObj(i -> subject("f" + i)).toList();

        List<Set<Forgotten>> answers = together(thread -> {
            Set<Forgotten> receipts = new HashSet<>();
            for (String each : subjects) {
                SubjectEntry added = shared.add(each, new WrappedKey("m1", new byte[] {(byte) thread}));
                if (added instanceof WrappedKey key) {
                    shared.rewrap(each, key, new WrappedKey("m2", key.bytes()));
                }
                receipts.add(shared.forget(each, receipt(each + thread)));
            }
            return receipts;
        });

        assertThat(Set.copyOf(answers)).hasSize(1);
        assertThat(answers.get(0)).hasSize(subjects.size());
        subjects.forEach(each -> assertThat(shared.find(each))
                .hasValueSatisfying(there -> assertThat(answers.get(0)).contains((Forgotten) there)));
    }

    /** What threads do at the same time. */
    protected interface Work<T> {
        T of(int thread) throws Exception;
    }

    protected static <T> List<T> together(Work<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch ready = new CountDownLatch(THREADS);
            List<Future<T>> futures = IntStream.range(0, THREADS)
                    .mapToObj(thread -> threads.submit(() -> {
                        ready.countDown();
                        ready.await();
                        return work.of(thread);
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> each : futures) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
