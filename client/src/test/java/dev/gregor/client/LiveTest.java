package dev.gregor.client;

import static dev.gregor.client.FakeInstance.answer;
import static dev.gregor.client.FakeInstance.none;
import static dev.gregor.client.FakeInstance.problem;
import static dev.gregor.client.FakeInstance.stream;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.bank.AccountsByOwner;
import com.example.bank.BankAccount;
import com.example.bank.Opened;
import com.example.bank.OwnerRow;
import dev.gregor.api.LiveStart;
import dev.gregor.client.problem.ProblemException;
import dev.gregor.client.problem.UnansweredException;
import dev.gregor.event.LiveEvent;
import dev.gregor.event.UnreadableEventException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveTest {

    /** Asks for one item after the other, up to a number. */
    private static final class Taken<T> implements Flow.Subscriber<T> {

        private final List<T> items = new CopyOnWriteArrayList<>();
        private final int most;
        private Flow.@Nullable Subscription subscription;
        private volatile @Nullable Throwable failure;
        private volatile boolean complete;

        Taken(int most) {
            this.most = most;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begun.request(1);
        }

        @Override
        public void onNext(T item) {
            items.add(item);
            if (items.size() < most && subscription != null) {
                subscription.request(1);
            }
        }

        @Override
        public void onError(Throwable cause) {
            failure = cause;
        }

        @Override
        public void onComplete() {
            complete = true;
        }

        private Taken<T> awaitItems() {
            await().until(() -> items.size() == most || failure != null);
            return this;
        }

        private Throwable awaitFailure() {
            await().until(() -> failure != null);
            return requireNonNull(failure);
        }
    }

    private static GregorClient client(FakeInstance instance) {
        return GregorClient.configure()
                .baseUri(instance.url())
                .aggregate(new BankAccount())
                .projection(new AccountsByOwner())
                .connect();
    }

    private static String event(String token, String type, int version) {
        return "id: %s\nevent: %s\ndata: {\"id\":\"x/42/%d\",\"type\":\"%s\",\"version\":%d,\"time\":\"2026-01-31T10:00:00Z\",\"correlationId\":\"c\",\"causationId\":\"d\",\"data\":{\"owner\":\"ann\"},\"aggregateId\":\"42\"}\n\n"
                .formatted(token, type, version, type, version);
    }

    private static String opened(int version) {
        return event("bank-account:" + version, "bank-account.opened.v1", version);
    }

    private static List<String> lastIds(FakeInstance instance) {
        return instance.requests().stream()
                .map(each -> each.header("Last-Event-ID"))
                .toList();
    }

    @Test
    void goOnAfterTheLastEventWhereAStreamEnds() {
        try (FakeInstance instance = new FakeInstance(
                        stream("id: bank-account:0\n\n: heartbeat\n\n" + opened(1) + opened(2)),
                        none(),
                        problem(503, "not-ready", ""),
                        stream(opened(3) + "id: bank-account:9\nevent: bank-account.opened.v1\ndata: {\"ver"),
                        stream(opened(4)));
                GregorClient gregor = client(instance)) {
            Taken<LiveEvent> taken = new Taken<>(4);
            gregor.events().live(BankAccount.class, LiveStart.beginning()).subscribe(taken);
            taken.awaitItems();

            assertThat(taken.items)
                    .allSatisfy(live -> assertThat(live)
                            .isInstanceOfSatisfying(
                                    LiveEvent.Known.class,
                                    known -> assertThat(known.event().data()).isEqualTo(new Opened("ann"))));
            assertThat(taken.items)
                    .extracting(LiveEvent::token)
                    .containsExactly("bank-account:1", "bank-account:2", "bank-account:3", "bank-account:4");
            assertThat(lastIds(instance).subList(0, 5))
                    .containsExactly("", "bank-account:2", "bank-account:2", "bank-account:2", "bank-account:3");
            assertThat(instance.requests().get(0).line())
                    .isEqualTo("GET /api/events/bank-account?from=beginning HTTP/1.1");
            assertThat(instance.requests().get(1).line()).isEqualTo("GET /api/events/bank-account HTTP/1.1");
        }
    }

    @Test
    void askAgainWhenAStreamEndsHoweverShortTheTimeIs() {
        AtomicInteger calls = new AtomicInteger();
        try (FakeInstance instance = new FakeInstance(stream(opened(1)), stream(opened(2)));
                GregorClient gregor = GregorClient.configure()
                        .baseUri(instance.url())
                        .aggregate(new BankAccount())
                        .timeout(Duration.ofNanos(1))
                        .headers(() -> Map.of("X-Call", String.valueOf(calls.incrementAndGet())))
                        .connect()) {
            Taken<LiveEvent> taken = new Taken<>(2);
            gregor.events().live(BankAccount.class, LiveStart.now()).subscribe(taken);
            taken.awaitItems();

            assertThat(taken.items).hasSize(2);
            assertThat(instance.requests().get(1).header("X-Call")).isEqualTo("2");
        }
    }

    @Test
    void endWithWhatTheHeadersThrowIfThatGoesOn() {
        try (FakeInstance instance = new FakeInstance(stream(opened(1)));
                GregorClient gregor = GregorClient.configure()
                        .baseUri(instance.url())
                        .aggregate(new BankAccount())
                        .timeout(Duration.ofMillis(200))
                        .headers(() -> {
                            throw new IllegalStateException("no token");
                        })
                        .connect()) {
            Taken<LiveEvent> taken = new Taken<>(1);
            gregor.events().live(BankAccount.class, LiveStart.now()).subscribe(taken);

            assertThat(taken.awaitFailure())
                    .isInstanceOf(UnansweredException.class)
                    .hasMessageEndingWith("it was not asked: java.lang.IllegalStateException: no token");
        }
    }

    @Test
    void beginWithTheTokenThatWasKept() {
        try (FakeInstance instance = new FakeInstance(stream(opened(8)));
                GregorClient gregor = client(instance)) {
            Taken<LiveEvent> taken = new Taken<>(1);
            gregor.events().live(LiveStart.after("bank-account:7")).subscribe(taken);
            taken.awaitItems();

            assertThat(lastIds(instance).get(0)).isEqualTo("bank-account:7");
            assertThat(instance.requests().get(0).line()).isEqualTo("GET /api/events HTTP/1.1");
        }
    }

    @Test
    void tellWhatNoInstanceCanRead() {
        String unreadable =
                "id: bank-account:2\nevent: unreadable\ndata: {\"type\":\"/problems/unreadable\",\"detail\":\"Event 'x' cannot be read\",\"eventId\":\"bank-account/42/2\",\"eventType\":\"bank-account.opened.v1\",\"aggregateId\":\"42\",\"version\":2}\n\n";
        try (FakeInstance instance = new FakeInstance(stream(opened(1) + unreadable + opened(3)));
                GregorClient gregor = client(instance)) {
            Taken<LiveEvent> taken = new Taken<>(3);
            gregor.events().live(BankAccount.class, LiveStart.now()).subscribe(taken);
            taken.awaitItems();

            assertThat(taken.items.get(1)).isInstanceOfSatisfying(LiveEvent.Unreadable.class, live -> {
                assertThat(live.reason()).hasMessage("Event 'x' cannot be read");
                assertThat(live.reason().event().orElseThrow().id()).isEqualTo("bank-account/42/2");
            });
        }
    }

    @Test
    void endAtAnEventThatNoInstanceKnows() {
        String unknown =
                "event: unknown\ndata: {\"type\":\"/problems/unknown-event\",\"detail\":\"Event 'y' is of a newer version\",\"eventId\":\"bank-account/42/2\",\"eventType\":\"bank-account.frozen.v1\",\"aggregateId\":\"42\",\"version\":2}\n\n";
        try (FakeInstance instance = new FakeInstance(stream(opened(1) + unknown), stream(unknown));
                GregorClient gregor = client(instance)) {
            Taken<LiveEvent> taken = new Taken<>(9);
            gregor.events().live(BankAccount.class, LiveStart.now()).subscribe(taken);

            assertThat(taken.awaitFailure())
                    .isInstanceOfSatisfying(
                            UnreadableEventException.class,
                            e -> assertThat(e.isUnknown()).isTrue())
                    .hasMessage("Event 'y' is of a newer version");
            assertThat(taken.items).hasSize(1);
        }
    }

    @Test
    void endAtAnEventThatTheClassOfTheClientDoesNotKnow() {
        try (FakeInstance instance = new FakeInstance(
                        stream(event("t:1", "other.done.v1", 1) + event("t:2", "bank-account.frozen.v1", 2)));
                GregorClient gregor = client(instance)) {
            Taken<LiveEvent> taken = new Taken<>(9);
            gregor.events().live(LiveStart.now()).subscribe(taken);

            assertThat(taken.awaitFailure())
                    .isInstanceOf(UnreadableEventException.class)
                    .hasMessageContaining("'bank-account.frozen.v1'");
            assertThat(taken.items).isEmpty();
        }
    }

    @Test
    void endWithTheReasonIfNobodyStreams() {
        try (FakeInstance full = new FakeInstance(problem(503, "unavailable", ""));
                FakeInstance refusing = new FakeInstance(problem(400, "invalid-request", ""));
                FakeInstance proxy = new FakeInstance(answer(401, "text/plain", "Who?"))) {
            assertThat(failure(full)).isInstanceOf(UnansweredException.class);
            assertThat(failure(refusing)).isInstanceOf(ProblemException.class);
            assertThat(failure(proxy)).hasMessageEndingWith("answered 401 'Who?'");
        }
    }

    private static Throwable failure(FakeInstance instance) {
        try (GregorClient gregor = GregorClient.configure()
                .baseUri(instance.url())
                .aggregate(new BankAccount())
                .timeout(Duration.ofMillis(500))
                .connect()) {
            Taken<LiveEvent> taken = new Taken<>(1);
            gregor.events().live(BankAccount.class, LiveStart.now()).subscribe(taken);
            return taken.awaitFailure();
        }
    }

    @Test
    void tellARowOnlyWhenItHasChanged() {
        String two = "data: {\"key\":\"ann\",\"value\":{\"accounts\":2}}\n\n";
        String three = "data: {\"key\":\"ann\",\"value\":{\"accounts\":3}}\n\n";
        String none = "data: {\"key\":\"ann\",\"value\":null}\n\n";
        try (FakeInstance instance =
                        new FakeInstance(stream("retry: 1000\n\n" + two), stream(two + three), stream(none));
                GregorClient gregor = client(instance)) {
            Taken<Optional<OwnerRow>> taken = new Taken<>(3);
            gregor.queries().live(AccountsByOwner.class, "ann").subscribe(taken);
            taken.awaitItems();

            assertThat(taken.items)
                    .containsExactly(Optional.of(new OwnerRow(2L)), Optional.of(new OwnerRow(3L)), Optional.empty());
        }
    }

    @Test
    void completeAndLeaveNoThreadWhenTheClientIsClosed() {
        try (FakeInstance instance = new FakeInstance(stream(opened(1)))) {
            Taken<LiveEvent> taken = new Taken<>(9);
            GregorClient gregor = client(instance);
            gregor.events().live(BankAccount.class, LiveStart.now()).subscribe(taken);
            await().until(() -> !taken.items.isEmpty());
            gregor.close();

            await().until(() -> taken.complete);
            await().until(() -> threads().isEmpty());
        }
    }

    /** Of the clients; the JDK's own ends at a garbage collection. */
    private static List<String> threads() {
        System.gc();
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> Stream.of("gregor-client", "HttpClient-").anyMatch(name::startsWith))
                .toList();
    }
}
