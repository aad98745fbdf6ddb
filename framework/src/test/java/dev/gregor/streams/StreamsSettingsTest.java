package dev.gregor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.streams.state.StoreTuning;
import dev.gregor.streams.thread.DrainedBatch;
import dev.gregor.streams.thread.PollListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {

    private static final int MAX_RECORD_BYTES = 1024;
    private static final String LISTENER = "main.consumer.interceptor.classes";

    @Test
    void commitsWhenTheBatchIsDrainedUnlessToldOtherwise() {
        assertThat(settings(Map.of()).of("id"))
                .doesNotContainKey(LISTENER)
                .containsEntry("main.consumer." + DrainedBatch.MAX_RECORDS, 10_000)
                .containsEntry("main.consumer." + DrainedBatch.LINGER_MILLIS, 10L)
                .containsEntry("commit.interval.ms", 100L);
    }

    @Test
    void putsNoCommitOffWhereKafkaStreamsMakesTheConsumer() {
        assertThat(settings(Map.of("group.protocol", "streams")).of("id"))
                .containsEntry(LISTENER, PollListener.class.getName())
                .containsEntry("main.consumer." + DrainedBatch.MAX_RECORDS, 10_000)
                .containsEntry("main.consumer." + DrainedBatch.LINGER_MILLIS, 0L);
    }

    @Test
    void letsUsersSayHowMuchIsPolled() {
        assertThat(settings(Map.of("max.poll.records", 7)).of("id")).containsEntry("max.poll.records", 7);
    }

    @Test
    void commitsAtIntervalsIfToldSo() {
        assertThat(settings(Map.of())
                        .committing(CommitPolicy.atIntervals(Duration.ofMillis(30)))
                        .of("id"))
                .containsEntry("main.consumer." + DrainedBatch.MAX_RECORDS, 0)
                .containsEntry("commit.interval.ms", 30L);
    }

    @Test
    void leavesTheBoundInTimeToProcessorsThatAskForCommits() {
        assertThat(settings(Map.of()).forWriteSide().of("id"))
                .containsEntry("main.consumer." + DrainedBatch.MAX_MILLIS, 100L)
                .containsEntry("commit.interval.ms", 1_000L);
        assertThat(settings(Map.of())
                        .committing(CommitPolicy.atIntervals(Duration.ofMillis(30)))
                        .forWriteSide()
                        .of("id"))
                .containsEntry("commit.interval.ms", 30L);
    }

    @Test
    void givesTheWriteSideTwoThreadsUnlessTheUserSaysHowMany() {
        assertThat(settings(Map.of()).of("id")).doesNotContainKey("num.stream.threads");
        assertThat(settings(Map.of()).forWriteSide(1).of("id")).containsEntry("num.stream.threads", 1);
        assertThat(settings(Map.of()).forWriteSide(2).of("id")).containsEntry("num.stream.threads", 2);
        assertThat(settings(Map.of()).forWriteSide(8).of("id")).containsEntry("num.stream.threads", 2);
        assertThat(settings(Map.of("num.stream.threads", "3")).forWriteSide().of("id"))
                .containsEntry("num.stream.threads", "3");
    }

    @Test
    void commitsWithinATransactionAlsoAsALastResort() {
        assertThat(settings(Map.of("commit.interval.ms", 10_000, "producer.transaction.timeout.ms", 16_000))
                        .forWriteSide()
                        .of("id"))
                .containsEntry("commit.interval.ms", 10_000L);
        assertThat(settings(Map.of("commit.interval.ms", 3_000)).forWriteSide().of("id"))
                .containsEntry("commit.interval.ms", 15_000L);
    }

    @Test
    void tunesStoresUnlessTheUserDoes() {
        assertThat(settings(Map.of()).of("id")).containsEntry("rocksdb.config.setter", StoreTuning.class.getName());
        assertThat(settings(Map.of("rocksdb.config.setter", "mine")).of("id"))
                .containsEntry("rocksdb.config.setter", "mine");
    }

    @Test
    void restoresWithShortFetchesUnlessTheUserSaysHowLongTheyWait() {
        String ours = "restore.consumer.fetch.max.wait.ms";
        assertThat(settings(Map.of()).of("id")).containsEntry(ours, 100);
        assertThat(settings(Map.of(ours, "7")).of("id")).containsEntry(ours, "7");
        assertThat(settings(Map.of("fetch.max.wait.ms", "7")).of("id")).doesNotContainKey(ours);
        assertThat(settings(Map.of("consumer.fetch.max.wait.ms", "7")).of("id")).doesNotContainKey(ours);
    }

    @Test
    void sendsLargeBatchesUnlessTheUserSaysHowLargeTheyAre() {
        assertThat(producer(Map.of())).containsEntry("batch.size", 64 * 1024).containsEntry("linger.ms", "100");
        assertThat(producer(Map.of("batch.size", "7"))).containsEntry("batch.size", "7");
        assertThat(producer(Map.of("producer.batch.size", "7"))).containsEntry("batch.size", "7");
        assertThat(producer(Map.of("linger.ms", "7"))).containsEntry("linger.ms", "7");
    }

    @Test
    void hasRoomForTheLargestRecordWhateverTheUserSays() {
        assertThat(producer(Map.of())).containsEntry("buffer.memory", 64L * 1024 * 1024);
        assertThat(producer(Map.of("buffer.memory", "99000000"))).containsEntry("buffer.memory", 99_000_000L);
        assertThat(producer(Map.of("producer.buffer.memory", 7L)))
                .containsEntry("buffer.memory", 4L * MAX_RECORD_BYTES);
    }

    private static Map<String, Object> producer(Map<String, Object> kafka) {
        Map<String, Object> config = settings(kafka).of("id");
        config.put("bootstrap.servers", "k:9092");
        return new StreamsConfig(config).getProducerConfigs("client");
    }

    @Test
    void aSettingOfKafkaStreamsWins() {
        assertThat(settings(Map.of("commit.interval.ms", "7")).of("id")).containsEntry("commit.interval.ms", "7");
        assertThat(settings(Map.of("commit.interval.ms", "7")).forWriteSide().of("id"))
                .containsEntry("main.consumer." + DrainedBatch.MAX_MILLIS, 7L)
                .containsEntry("main.consumer." + DrainedBatch.LINGER_MILLIS, 0L);
    }

    @Test
    void namesTheIntervalThatIsNone() {
        assertThatThrownBy(() -> settings(Map.of("commit.interval.ms", "soon")).of("id"))
                .hasMessageContaining("commit.interval.ms")
                .hasMessageContaining("soon");
    }

    @Test
    void keepsThePolicyWhenItPollsMoreOften() {
        CommitPolicy policy = CommitPolicy.atIntervals(Duration.ofMillis(30));
        assertThat(settings(Map.of())
                        .committing(policy)
                        .polling(Duration.ofMillis(5))
                        .commits())
                .isEqualTo(policy);
    }

    @Test
    void refusesACommitWithoutEnd() {
        assertThatThrownBy(() -> CommitPolicy.whenDrained(Duration.ZERO, 10)).hasMessageContaining("0 ms");
        assertThatThrownBy(() -> CommitPolicy.whenDrained(Duration.ofMillis(1), 0))
                .hasMessageContaining("0 records");
    }

    private static StreamsSettings settings(Map<String, Object> kafka) {
        return new StreamsSettings(kafka, Path.of("state"), "one", null, 1, MAX_RECORD_BYTES);
    }
}
