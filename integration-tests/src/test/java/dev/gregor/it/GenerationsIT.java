package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Rejected;
import dev.gregor.failure.PermanentException;
import dev.gregor.it.parcel.Inspect;
import dev.gregor.it.parcel.Move;
import dev.gregor.it.parcel.Moved;
import dev.gregor.it.parcel.Parcel;
import dev.gregor.it.parcel.ParcelState;
import dev.gregor.it.parcel.Paused;
import dev.gregor.it.parcel.Send;
import dev.gregor.it.parcel.Sent;
import dev.gregor.message.Event;
import dev.gregor.message.MessageType;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three releases of a program write to one topic, and the last one reads it all. */
class GenerationsIT {

    /** So long that the events since stay in the tail of the snapshot. */
    private static final String TO = "x".repeat(500);

    @TempDir
    Path dir;

    private final SchemaCatalog catalog = SchemaCatalog.inMemory();
    private final AvroCodec codec = AvroCodec.singleObject(catalog);

    private RunningSystem release(LocalBroker broker, Parcel parcel) {
        return new RunningSystem(broker.bootstrapServers(), dir.resolve("state"), codec, parcel);
    }

    private static CommandOutcome send(RunningSystem system, String action, SpecificRecord data) {
        return RunningSystem.outcome(system.gateway.send(Command.of(MessageType.parse("parcel", action), "7", data)));
    }

    @Test
    void readsThreeGenerationsOfAnEvent() {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")))) {
            try (RunningSystem first = release(broker, new Parcel.First())) {
                send(first, "send.v1", new Send(TO));
                send(first, "move.v1", new Move(1000L));
            }
            try (RunningSystem second = release(broker, new Parcel.Second())) {
                send(second, "move.v1", new Move(20L));
            }
            try (RunningSystem third = release(broker, new Parcel.Third())) {
                assertKnowsAll(third, (Accepted) send(third, "move.v1", new Move(3L)));
            }
        }
    }

    private static void assertKnowsAll(RunningSystem third, Accepted last) {
        ParcelState expected = new ParcelState(TO, 1023L, 2);
        assertThat(last.version()).isEqualTo(4);
        assertThat(send(third, "inspect.v1", new Inspect()))
                .isEqualTo(new Rejected("inspected", expected.toString(), 4, false));
        int partition = third.events.partition("7");
        assertThat(third.log.positions().await(partition, last.position(), Duration.ofSeconds(20)))
                .succeedsWithin(Duration.ofSeconds(30))
                .isEqualTo(true);
        assertThat(third.events.state("parcel", "7").orElseThrow().state()).isEqualTo(expected);
        assertThat(third.events.events("parcel", "7", 1, 10))
                .extracting(Event::version, event -> event.metadata().type().toString(), Event::data)
                .containsExactly(
                        Tuple.tuple(1L, "parcel.sent.v1", new Sent(TO)),
                        Tuple.tuple(2L, "parcel.moved.v3", new Moved(1000L)),
                        Tuple.tuple(2L, "parcel.paused.v1", new Paused(0)),
                        Tuple.tuple(3L, "parcel.moved.v3", new Moved(20L)),
                        Tuple.tuple(3L, "parcel.paused.v1", new Paused(2)),
                        Tuple.tuple(4L, "parcel.moved.v3", new Moved(3L)));
    }

    @Test
    void doesNotStartWithASchemaThatReadsOlderEventsNoMore() {
        Schema older =
                SchemaBuilder.record("dev.gregor.it.parcel.Moved").fields().endRecord();
        catalog.register(older);
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")))) {
            assertThatThrownBy(() -> release(broker, new Parcel.Third()))
                    .isInstanceOf(PermanentException.class)
                    .hasMessage(
                            "Schemas do not go together with those registered before: Event 'parcel.moved.v3': field"
                                    + " 'metres' of dev.gregor.it.parcel.Moved is new and has no default value: give it one, or"
                                    + " make the change under a new major version of the message."
                                    + " To let that pass set gregor.schemas.compatibility=none.");
        }
    }
}
