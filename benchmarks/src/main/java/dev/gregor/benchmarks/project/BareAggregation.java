package dev.gregor.benchmarks.project;

import dev.gregor.avro.AvroCodec;
import dev.gregor.benchmarks.account.Balance;
import dev.gregor.benchmarks.account.Balances;
import dev.gregor.benchmarks.account.DepositCount;
import dev.gregor.benchmarks.account.Deposited;
import dev.gregor.benchmarks.account.DepositsPerSecond;
import dev.gregor.benchmarks.gregor.EmbeddedGregor;
import dev.gregor.streams.StreamsApplication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.FailOnInvalidTimestamp;

/**
 * The same rows by the DSL of Kafka Streams, with its standard stores and cache, the same Avro and the same settings; it
 * knows no positions.
 */
final class BareAggregation implements Reader {

    private static final String ALL = "all";

    /** No event is late, however unevenly partitions are read. */
    private static final Duration A_DAY = Duration.ofDays(1);

    private final LongAdder applied;
    private final StreamsApplication application;

    private BareAggregation(LongAdder applied, StreamsApplication application) {
        this.applied = applied;
        this.application = application;
    }

    static BareAggregation table(EmbeddedGregor gregor, String run) {
        return start(
                gregor,
                run,
                (events, applied) -> events.groupByKey(Grouped.with(Serdes.String(), serde(gregor, Deposited.class)))
                        .aggregate(
                                () -> new Balance(0L, 0L),
                                (account, event, balance) -> {
                                    applied.increment();
                                    return Balances.plus(balance, event);
                                },
                                Named.as("balances"),
                                Materialized.with(Serdes.String(), serde(gregor, Balance.class))));
    }

    static BareAggregation window(EmbeddedGregor gregor, String run) {
        return start(
                gregor,
                run,
                (events, applied) -> events.groupBy(
                                (account, event) -> ALL,
                                Grouped.<String, Deposited>as("by-time")
                                        .withKeySerde(Serdes.String())
                                        .withValueSerde(serde(gregor, Deposited.class)))
                        .windowedBy(TimeWindows.ofSizeAndGrace(DepositsPerSecond.WINDOW, A_DAY))
                        .aggregate(
                                () -> new DepositCount(0L),
                                (all, event, count) -> {
                                    applied.increment();
                                    return DepositsPerSecond.plusOne(count);
                                },
                                Named.as("counts"),
                                Materialized.with(Serdes.String(), serde(gregor, DepositCount.class))));
    }

    private static BareAggregation start(
            EmbeddedGregor gregor, String run, BiConsumer<KStream<String, Deposited>, LongAdder> aggregation) {
        LongAdder applied = new LongAdder();
        StreamsBuilder builder = new StreamsBuilder();
        aggregation.accept(
                builder.stream(
                        gregor.events(),
                        Consumed.with(Serdes.String(), serde(gregor, Deposited.class))
                                .withName("events")
                                .withTimestampExtractor(new FailOnInvalidTimestamp())),
                applied);
        return new BareAggregation(
                applied,
                StreamsApplication.start(
                        "bare-" + run, builder.build(), gregor.streamsSettings(), new SimpleMeterRegistry()));
    }

    private static <T extends SpecificRecord> Serde<T> serde(EmbeddedGregor gregor, Class<T> type) {
        AvroCodec codec = gregor.codec();
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : codec.encode(topic, value),
                (topic, value) -> value == null ? null : codec.decode(topic, value, type));
    }

    @Override
    public long applied() {
        return applied.sum();
    }

    @Override
    public void close() {
        application.close();
    }
}
