package dev.gregor.app.http.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.event.LiveEvent;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.event.log.FeedToken;
import dev.gregor.failure.PermanentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FeedBatchTest {

    private static final Pattern ID = Pattern.compile("(?m)^id: (\\S+)$");

    private static FeedToken token(long... offsets) {
        return FeedToken.parse(
                "user:"
                        + String.join(
                                ".",
                                LongStream.of(offsets).mapToObj(Long::toString).toList()),
                Set.of("user"));
    }

    private static LiveEvent event(FeedToken after) {
        UnreadableEventException reason =
                UnreadableEventException.noEvent("user.events", new PermanentException("for a test"));
        return new LiveEvent.Unreadable(after.toString(), reason);
    }

    private static FeedBatch batch(FeedToken from, FeedToken to, List<LiveEvent> events) {
        return new FeedBatch(from, to, events, ServerSentEvents.bytes(events));
    }

    private static List<String> ids(byte[] bytes) {
        return ID.matcher(new String(bytes, UTF_8))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void isSentWholeToOneWhoBeginsBeforeIt() {
        FeedBatch batch = batch(token(5, 5), token(6, 6), List.of(event(token(6, 5)), event(token(6, 6))));
        assertThat(batch.bytesAfter(token(5, 5))).isEqualTo(batch.bytes());
        assertThat(ids(batch.bytes())).containsExactly("user:6.5", "user:6.6");
    }

    @Test
    void leavesOutWhatIsBeforeTheStart() {
        FeedBatch batch = batch(token(5, 5), token(6, 6), List.of(event(token(6, 5)), event(token(6, 6))));
        assertThat(ids(batch.bytesAfter(token(6, 5)))).containsExactly("user:6.6");
        assertThat(ids(batch.bytesAfter(token(6, 6)))).isEmpty();
        assertThat(ids(batch.bytesAfter(token(5, 9)))).containsExactly("user:6.9");
        assertThat(ids(batch.bytesAfter(token(9, 9)))).isEmpty();
    }

    @Test
    void keepsThePartsOfOneRecordedEventTogether() {
        FeedBatch batch = batch(
                token(5, 5),
                token(6, 6),
                List.of(event(token(5, 5)), event(token(6, 5)), event(token(6, 5)), event(token(6, 6))));
        assertThat(ids(batch.bytesAfter(token(5, 6)))).containsExactly("user:5.6", "user:6.6");
        assertThat(ids(batch.bytesAfter(token(6, 5)))).containsExactly("user:6.5", "user:6.6");
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /** Whatever the start is: one token for each event behind it, none before it, in order. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sendsWhatIsBehindAnyStart(long seed) {
        Random random = new Random(seed);
        long[] at = {random.nextInt(5), random.nextInt(5), random.nextInt(5)};
        long[] start = {at[0] + random.nextInt(6), at[1] + random.nextInt(6), at[2] + random.nextInt(6)};
        FeedToken from = token(at);
        List<LiveEvent> events = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        long[] place = start.clone();
        for (int i = random.nextInt(20); i >= 0; i--) {
            int partition = random.nextInt(3);
            at[partition]++;
            events.add(event(token(at)));
            if (at[partition] > start[partition]) {
                place[partition] = at[partition];
                expected.add(token(place).toString());
            }
        }
        FeedBatch batch = batch(from, token(at), events);
        assertThat(ids(batch.bytesAfter(token(start)))).isEqualTo(expected);
    }
}
