package dev.gregor.streams.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamThreadContextTest {

    private final List<String> done = new ArrayList<>();

    @AfterEach
    void endTheTransaction() {
        StreamThreadContext.current().aborted();
    }

    @Test
    void isOneForEachThread() {
        StreamThreadContext.current().afterCommit().add(() -> done.add("here"));

        CompletableFuture.runAsync(() -> StreamThreadContext.current().committed(), work -> new Thread(work).start())
                .join();
        assertThat(done).isEmpty();

        StreamThreadContext.current().committed();
        assertThat(done).containsExactly("here");
    }

    @Test
    void forgetsWithTheTransactionWhatWasToBeDoneAfterIt() {
        StreamThreadContext.current().afterCommit().add(() -> done.add("aborted"));

        StreamThreadContext.current().aborted();
        StreamThreadContext.current().committed();

        assertThat(done).isEmpty();
    }
}
