package dev.gregor.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.failure.TransientException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PeersCheckTest {

    private static final String HERE = "10.0.0.1:8080";
    private static final String THERE = "10.0.0.2:8080";

    private Set<TopicPartition> nowhere = Set.of();
    private Map<String, String> ids = Map.of(HERE, "this", THERE, "that");

    private PeersCheck check(@Nullable String here) {
        return new PeersCheck(here, "this", () -> Set.of(THERE), () -> nowhere, this::ask);
    }

    private CompletableFuture<String> ask(String address) {
        return Optional.ofNullable(ids.get(address))
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new TransientException("Instance " + address + " does not answer (connection refused)")));
    }

    @Test
    void findsNothingAmongInstancesThatReachEachOther() throws Exception {
        assertThat(check(HERE).taken()).isEmpty();
        assertThat(check(HERE).unreachable()).isEmpty();
    }

    @Test
    void saysThatAnotherInstanceAnswersUnderTheAddressOfThisOne() throws Exception {
        ids = Map.of(HERE, "that");

        assertThat(check(HERE).taken())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                "announced as 10.0.0.1:8080, where another one answers", "gregor.application-server"));
    }

    @Test
    void doesNotMindThatItCannotReachItself() throws Exception {
        ids = Map.of(THERE, "that");

        assertThat(check(HERE).taken()).isEmpty();
    }

    @Test
    void saysWhichInstanceCannotBeReached() throws Exception {
        ids = Map.of(HERE, "this");

        assertThat(check(HERE).unreachable())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                "Instance 10.0.0.2:8080 does not answer (connection refused)",
                                "cannot be read from here"));
    }

    @Test
    void putsUpWithAnEarlierVersionThatDoesNotTellItsId() throws Exception {
        ids = Map.of(HERE, "", THERE, "");

        assertThat(check(HERE).taken()).isEmpty();
        assertThat(check(HERE).unreachable()).isEmpty();
    }

    @Test
    void saysThatPartitionsAreInAnInstanceWithoutAnAddress() throws Exception {
        nowhere = Set.of(new TopicPartition("user.events", 3), new TopicPartition("user.events", 1));

        assertThat(check(HERE).unreachable())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                "[user.events-1, user.events-3]",
                                "gregor.application-server",
                                "(this one is 10.0.0.1"));
        assertThat(check(null).unreachable())
                .hasValueSatisfying(text -> assertThat(text).contains("this one is announced under none"));
    }
}
