package dev.gregor.testing;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.projection.Projection;
import dev.gregor.testing.parcels.Closed;
import dev.gregor.testing.parcels.Delivered;
import dev.gregor.testing.parcels.DepotRow;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.Registered;
import dev.gregor.testing.parcels.Relocated;
import dev.gregor.testing.parcels.StopsRow;
import dev.gregor.testing.parcels.WhereRow;
import dev.gregor.testing.run.rows.MemoryRuntime;
import dev.gregor.testing.run.rows.ReadModel;
import dev.gregor.testing.run.rows.ReadModelDefinition;
import dev.gregor.testing.run.rows.ReadModelHistory;
import dev.gregor.testing.run.rows.ReadModelRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories lead to the same read model in memory, on a broker, and by a model that is told in other words. The system property
 * {@code gregor.it.histories} says how many there are.
 */
final class ReadModelRuntimesTest {

    private static final int HISTORIES = Integer.getInteger("gregor.it.histories", 40);
    private static final int EVENTS = 40;
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final TestBroker BROKER = TestBroker.inProcess();

    /** A stop, in the order in which it was recorded. */
    private record Stop(Instant time, Moved moved) {}

    /** What happened, the depot that each parcel is in at the end, and the address that each depot has. */
    private record History(
            ReadModelHistory happened, List<Stop> stops, Map<String, String> last, Map<String, String> addresses) {}

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    void windowsAreThoseOfTheModel(long seed) {
        for (boolean sliding : List.of(true, false)) {
            ReadModelDefinition<StopsRow> definition = definition(sliding ? Stops.sliding() : Stops.sessions());
            History history = history(definition, new Random(seed));
            Map<String, String> expected = sliding ? sliding(history) : sessions(history);
            assertThat(stops(definition, history)).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    void fixedWindowsAreThoseOfTheModel(long seed) {
        ReadModelDefinition<StopsRow> definition = definition(Stops.keptFor(HOUR));
        History history = history(definition, new Random(seed));
        assertThat(stops(definition, history)).isEqualTo(tumbling(history));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    void keysOfStatesAreThoseOfTheModel(long seed) {
        ReadModelDefinition<DepotRow> definition = definition(new ParcelsNow());
        History history = history(definition, new Random(seed));
        ReadModel<DepotRow> found = new MemoryRuntime<DepotRow>().after(definition, history.happened());
        Map<String, DepotRow> expected = new TreeMap<>();
        history.last()
                .forEach((parcel, depot) -> expected.merge(
                        depot, new DepotRow(1L), (a, b) -> new DepotRow(a.getParcels() + b.getParcels())));
        assertThat(found.rows()).isEqualTo(expected);
        assertThat(found.parked()).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    void joinsAreThoseOfTheModel(long seed) {
        ReadModelDefinition<WhereRow> definition = definition(new ParcelsWhere());
        History history = history(definition, new Random(seed));
        ReadModel<WhereRow> found = new MemoryRuntime<WhereRow>().after(definition, history.happened());
        Map<String, WhereRow> expected = new TreeMap<>();
        history.last()
                .forEach((parcel, depot) -> expected.put(
                        parcel, new WhereRow(depot, history.addresses().get(depot))));
        assertThat(found.rows()).isEqualTo(expected);
        assertThat(found.parked()).isEmpty();
    }

    private static <R extends SpecificRecord> ReadModelDefinition<R> definition(Projection<R> projection) {
        return ReadModelDefinition.of(projection.definition())
                .with(new Parcel().definition())
                .with(new Depot().definition());
    }

    static LongStream manySeeds() {
        return LongStream.range(0, HISTORIES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("projections")
    void aBrokerAgreesWithMemory(Projection<?> projection) {
        agree(projection, 1);
    }

    static Stream<Named<Projection<?>>> projections() {
        return Stream.<Projection<?>>of(
                        new ParcelById(),
                        new ParcelRoutes(),
                        new ParcelsByDepot(),
                        new ParcelsNow(),
                        new ParcelsWhere(),
                        Stops.keptFor(HOUR),
                        Stops.hopping(),
                        Stops.sliding(),
                        Stops.sessionsKeptFor(HOUR))
                .map(each -> Named.of(each.getClass().getSimpleName() + ' ' + window(each), each));
    }

    private static String window(Projection<?> projection) {
        return projection.definition().window() == null
                ? ""
                : projection.definition().window().shape();
    }

    private static <R extends SpecificRecord> void agree(Projection<R> projection, long seed) {
        ReadModelDefinition<R> definition = definition(projection);
        ReadModelHistory history = history(definition, new Random(seed)).happened();
        ReadModel<R> inMemory = new MemoryRuntime<R>().after(definition, history);
        ReadModelRuntime<R> broker = new BrokerReadModelRuntime<>(BROKER);
        ReadModel<R> onBroker = broker.after(definition, history);
        assertThat(onBroker.rows()).isNotEmpty().isEqualTo(inMemory.rows());
        assertThat(parked(onBroker)).isEqualTo(parked(inMemory));
    }

    private static List<String> parked(ReadModel<?> readModel) {
        return readModel.parked().stream()
                .map(each -> each.key() + ' ' + each.event() + ' ' + each.reason() + ' ' + each.events())
                .sorted()
                .toList();
    }

    /** Some parcels on their ways, with events that come late, and depots that open, move and close. */
    private static History history(ReadModelDefinition<?> definition, Random random) {
        ReadModelHistory happened = ReadModelHistory.at(AggregateFixture.START);
        Map<String, Instant> last = new HashMap<>();
        Map<String, String> depots = new HashMap<>();
        List<Stop> stops = new ArrayList<>();
        Map<String, String> addresses = new HashMap<>();
        for (int i = 0; i < EVENTS; i++) {
            String parcel = "parcel-" + random.nextInt(10);
            Instant now = happened.clock().plusSeconds(random.nextInt(900) - 300);
            Instant time = later(now, last.getOrDefault(parcel, Instant.EPOCH));
            SpecificRecord event = i < EVENTS / 4 ? new Registered(depot(random)) : event(random);
            happened = definition.happened(happened.moveTo(time), parcel, List.of(event));
            last.put(parcel, time);
            depots.compute(parcel, (each, before) -> depot(event));
            if (event instanceof Moved moved) {
                stops.add(new Stop(time, moved));
            }
            if (random.nextInt(3) == 0) {
                String depot = depot(random);
                String address = random.nextInt(4) == 0 ? null : depot + ' ' + i;
                happened = definition.happened(happened.moveTo(happened.clock()), depot, List.of(atAddress(address)));
                addresses.compute(depot, (each, before) -> address);
            }
        }
        return new History(happened, stops, depots, addresses);
    }

    private static SpecificRecord atAddress(@Nullable String address) {
        return address == null ? new Closed("sold") : new Relocated(address);
    }

    private static @Nullable String depot(SpecificRecord event) {
        if (event instanceof Moved moved) {
            return moved.getTo();
        }
        return event instanceof Registered registered ? registered.getDepot() : null;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static SpecificRecord event(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Registered(depot(random));
            case 2 -> new Delivered(depot(random));
            default -> new Moved(depot(random), depot(random));
        };
    }

    private static String depot(Random random) {
        return List.of("ZRH", "BSL", "GVA").get(random.nextInt(3));
    }

    private static Map<String, String> stops(ReadModelDefinition<StopsRow> definition, History history) {
        Map<String, String> stops = new TreeMap<>();
        new MemoryRuntime<StopsRow>()
                .after(definition, history.happened())
                .rows()
                .forEach((key, row) -> stops.put(key, row.getStops()));
        return stops;
    }

    private static Map<String, String> tumbling(History history) {
        Map<String, String> windows = new TreeMap<>();
        for (Stop stop : history.stops()) {
            Instant start = Instant.ofEpochSecond(stop.time().getEpochSecond() / 3600 * 3600);
            if (start.plus(HOUR).plus(HOUR).isAfter(history.happened().clock())) {
                windows.merge(stop.moved().getFrom() + '@' + start, stop.moved().getTo(), (a, b) -> a + ' ' + b);
            }
        }
        return windows;
    }

    private static Map<String, String> sliding(History history) {
        Map<String, String> windows = new TreeMap<>();
        sorted(history)
                .forEach((from, stops) -> stops.stream()
                        .filter(stop -> stop.time()
                                .plus(HOUR)
                                .isAfter(history.happened().clock()))
                        .forEach(stop -> windows.merge(from, stop.moved().getTo(), (a, b) -> a + ' ' + b)));
        return windows;
    }

    private static Map<String, String> sessions(History history) {
        Map<String, String> windows = new TreeMap<>();
        sorted(history).forEach((from, stops) -> {
            Instant start = stops.get(0).time();
            Instant last = start;
            for (Stop stop : stops) {
                start = stop.time().isAfter(last.plus(HOUR.dividedBy(2))) ? stop.time() : start;
                last = stop.time();
                windows.merge(from + '@' + millis(start), stop.moved().getTo(), (a, b) -> a + ' ' + b);
            }
        });
        return windows;
    }

    private static String millis(Instant time) {
        return time.toString().replace("Z", ".000Z");
    }

    /** By depot and, stably, by time. */
    private static Map<String, List<Stop>> sorted(History history) {
        return history.stops().stream()
                .sorted(Comparator.comparing(Stop::time))
                .collect(groupingBy(stop -> stop.moved().getFrom()));
    }
}
