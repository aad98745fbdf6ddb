package dev.gregor.messaging.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.letter.DryRun;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.letter.LetterHandler;
import dev.gregor.messaging.letter.audit.AuditEntry;
import dev.gregor.messaging.letter.audit.AuditEntry.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DryRunsTest extends Letters {

    private final CountDownLatch dryRun = new CountDownLatch(1);
    private final CountDownLatch mailServer = new CountDownLatch(1);

    private LetterFilter ours() {
        return LetterFilter.all().ofSubscription(group);
    }

    private DeadLetters with(Subscription subscription, Duration dryRunTimeout) {
        return DeadLetters.open(
                kafka.settings(),
                name -> Optional.<LetterHandler>of(subscription).filter(any -> name.equals(group)),
                dryRunTimeout);
    }

    /** In dry runs, they wait for the mail server. */
    private Subscription startWaiting(String topic) {
        return start(new Events(
                group,
                (message, outgoing) -> {
                    if (outgoing.isDryRun()) {
                        dryRun.countDown();
                        mailServer.await();
                    }
                    fail(message, outgoing);
                },
                all -> {
                    all.topics(topic);
                    all.retries(QUICK);
                }));
    }

    @Test
    void handlersThatDoNotReturnAreInterrupted() {
        String topic = kafka.topic(1);
        failing.addAll(List.of("a0", "b0"));
        Subscription subscription = startWaiting(topic);
        count(topic, "a", 0, 1);
        count(topic, "b", 0, 1);
        awaitLetters(2);
        try (DeadLetters with = with(subscription, Duration.ofMillis(500))) {
            List<DryRun> runs = with.dryRun(ours(), 10, "ann");
            assertThat(runs).extracting(DryRun::result).containsExactly(DryRun.Result.TIMED_OUT, DryRun.Result.NOT_RUN);
            assertThat(runs.get(0).message())
                    .contains("within 500 ms", "gregor.dead-letters.dry-run-timeout")
                    .endsWith("were interrupted");
            assertThat(runs.get(0).stackTrace()).contains("CountDownLatch.await");
            assertThat(runs.get(1).message()).contains(runs.get(0).letter().id());
        }
        mailServer.countDown();
        try (DeadLetters with = with(subscription, Duration.ofMinutes(1))) {
            assertThat(with.dryRun(ours(), 10, "ann"))
                    .extracting(DryRun::result)
                    .containsOnly(DryRun.Result.FAILED);
        }
        List<String> ids = list().stream().map(DeadLetter::id).toList();
        assertThat(letters.audit(Optional.empty(), OptionalLong.empty(), 100).entries())
                .filteredOn(each -> ids.contains(each.letter()))
                .extracting(AuditEntry::outcome)
                .hasSize(4)
                .containsOnly(Outcome.FAILED);
    }

    @Test
    void aSubscriptionThatClosesInterruptsThem() throws InterruptedException {
        String topic = kafka.topic(1);
        failing.add("a0");
        Subscription subscription = startWaiting(topic);
        count(topic, "a", 0, 1);
        awaitLetters(1);
        try (DeadLetters with = with(subscription, Duration.ofHours(1))) {
            CompletableFuture<List<DryRun>> runs = CompletableFuture.supplyAsync(() -> with.dryRun(ours(), 1, "ann"));
            dryRun.await();
            subscription.close();
            assertThat(runs).succeedsWithin(Duration.ofMinutes(1)).satisfies(DryRunsTest::saysThatItHasEnded);
            saysThatItHasEnded(with.dryRun(ours(), 1, "ann"));
        }
    }

    private static void saysThatItHasEnded(List<DryRun> runs) {
        assertThat(runs).singleElement().satisfies(each -> {
            assertThat(each.result()).isEqualTo(DryRun.Result.NOT_RUN);
            assertThat(each.message()).contains("has ended");
        });
    }

    @Test
    void thatOfASubscriptionThatDoesNotRunHereSaysSo() {
        String topic = kafka.topic(1);
        failing.add("a0");
        start(events(topic));
        count(topic, "a", 0, 1);
        awaitLetters(1);
        assertThat(letters.dryRun(ours(), 1, "ann")).singleElement().satisfies(each -> {
            assertThat(each.result()).isEqualTo(DryRun.Result.NOT_RUN);
            assertThat(each.message()).contains("does not run in this process");
        });
    }
}
