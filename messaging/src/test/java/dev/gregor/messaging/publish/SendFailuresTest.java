package dev.gregor.messaging.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.failure.GregorException;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.rights.Rights;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class SendFailuresTest {

    private static final Rights MAILS = Rights.topic("mails", AclOperation.WRITE);
    private static final Rights ORDERS = Rights.topic("orders", AclOperation.WRITE);
    private static final TimeoutException LATE = new TimeoutException("no answer");

    private final AtomicLong nanos = new AtomicLong();
    private final List<Rights> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch answered = new CountDownLatch(1);
    private Optional<String> credentials = Optional.empty();
    private final SendFailures failures = new SendFailures(true, this::refusal, nanos::get);

    private Optional<String> refusal(Rights rights) {
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        asked.add(rights);
        if (rights.equals(ORDERS)) {
            throw new IllegalStateException("the cluster does not answer");
        }
        return credentials.isPresent() || rights.all().isEmpty() ? credentials : Optional.of("may not");
    }

    private CompletableFuture<GregorException> late(Rights needed) {
        return failures.of("It", needed, LATE);
    }

    private static GregorException end(CompletableFuture<GregorException> failure) {
        return failure.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void onlyWhatSaysTooLittleWaitsForTheCluster() {
        CompletableFuture<GregorException> late = late(MAILS);
        assertThat(late).isNotDone();
        assertThat(end(failures.of("It", MAILS, new TopicAuthorizationException(Set.of("mails")))))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("refused again");
        GregorException given = new TransientException("later");
        assertThat(end(failures.of("It", MAILS, given))).isSameAs(given);
        assertThat(late).isNotDone();
        answered.countDown();
        assertThat(end(late))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("may not; publish again with the same id")
                .hasCause(LATE);
    }

    @Test
    void theClusterIsAskedOnceInTenSecondsAboutThatOnly() {
        answered.countDown();
        assertThat(end(late(MAILS))).hasMessageContaining("may not");
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(end(late(MAILS))).hasMessageContaining("may not");
        assertThat(end(late(Rights.topic("notes", AclOperation.WRITE)))).hasMessageNotContaining("may not");
        assertThat(asked).containsExactly(Rights.none(), MAILS);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        end(late(MAILS));
        assertThat(asked).containsExactly(Rights.none(), MAILS, Rights.none(), MAILS);
    }

    @Test
    void refusedCredentialsAreToldOfEverything() {
        credentials = Optional.of("no such user");
        answered.countDown();
        assertThat(end(late(MAILS))).hasMessageContaining("no such user");
        assertThat(end(late(ORDERS))).hasMessageContaining("no such user");
        assertThat(asked).containsExactly(Rights.none());
    }

    @Test
    void whatCannotBeAskedIsNotKnown() {
        answered.countDown();
        assertThat(end(late(ORDERS))).hasMessageContaining("It was not published: " + LATE + "; publish again");
    }

    @Test
    void waitsForNoAnswerOnceItHasEnded() {
        CompletableFuture<GregorException> before = late(MAILS);
        failures.end();
        assertThat(end(before)).hasMessageNotContaining("may not");
        assertThat(end(late(MAILS))).hasMessageNotContaining("may not");
        answered.countDown();
    }

    @Test
    void clustersThatKnowNobodyAreNotAsked() {
        assertThat(end(new SendFailures(false, this::refusal, nanos::get).of("It", MAILS, LATE)))
                .hasMessageNotContaining("may not");
        assertThat(asked).isEmpty();
    }
}
