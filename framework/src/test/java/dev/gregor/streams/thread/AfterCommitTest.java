package dev.gregor.streams.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AfterCommitTest {

    private final AfterCommit afterCommit = new AfterCommit();
    private final List<String> done = new ArrayList<>();

    @Test
    void doesOnceWhatWasAddedSinceTheLastCommit() {
        afterCommit.add(() -> done.add("first"));
        afterCommit.add(() -> done.add("second"));
        assertThat(done).isEmpty();

        afterCommit.committed();
        afterCommit.committed();

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void doesNothingOfWhatWasAborted() {
        afterCommit.add(() -> done.add("aborted"));
        afterCommit.aborted();
        afterCommit.add(() -> done.add("again"));

        afterCommit.committed();

        assertThat(done).containsExactly("again");
    }

    @Test
    void goesOnAfterAFailureWithoutFailing() {
        afterCommit.add(() -> {
            throw new IllegalStateException("A failure on purpose");
        });
        afterCommit.add(() -> done.add("next"));

        afterCommit.committed();

        assertThat(done).containsExactly("next");
    }
}
