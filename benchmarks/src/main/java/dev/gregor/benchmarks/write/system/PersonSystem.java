package dev.gregor.benchmarks.write.system;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.benchmarks.gregor.EmbeddedGregor;
import dev.gregor.benchmarks.gregor.SubjectKeysOfRun;
import dev.gregor.benchmarks.person.OpenPersons;
import dev.gregor.benchmarks.person.SealedPersons;
import dev.gregor.benchmarks.person.SealedVisit;
import dev.gregor.benchmarks.person.Visit;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.command.Command;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.message.MessageType;
import dev.gregor.streams.StreamsApplication;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;

/** Gregor with persons instead of accounts, each with two fields that are about it, sealed or not. */
final class PersonSystem implements WriteSystem {

    private static final String PLACE = "p".repeat(60);

    private final Place place;
    private final EmbeddedGregor gregor;
    private final StreamsApplication application;
    private final CommandGateway gateway;
    private final MessageType type;
    private final Function<String, SpecificRecord> visit;
    private final AutoCloseable keys;

    private PersonSystem(
            Place place,
            AggregateDefinition<?> persons,
            UnaryOperator<AvroCodec> sealing,
            Function<String, SpecificRecord> visit,
            AutoCloseable keys) {
        this.place = place;
        this.gregor = new EmbeddedGregor(place, place.run(), persons, sealing);
        this.application = gregor.startWriteSide();
        this.gateway = gregor.startGateway();
        this.type = MessageType.parse(persons.type() + ".visit.v1");
        this.visit = visit;
        this.keys = keys;
    }

    static PersonSystem open(Place place) {
        return new PersonSystem(
                place,
                new OpenPersons().definition(),
                codec -> codec,
                person -> new Visit(person, "name of " + person, PLACE),
                () -> {});
    }

    static PersonSystem sealed(Place place) {
        SubjectKeysOfRun keys = SubjectKeysOfRun.open(place);
        keys.make(IntStream.range(0, Accounts.COUNT).mapToObj(Accounts::name).toList());
        return new PersonSystem(
                place,
                new SealedPersons().definition(),
                keys::sealing,
                person -> new SealedVisit(person, "name of " + person, PLACE),
                keys);
    }

    @Override
    public CompletableFuture<Answer> deposit(int account, long expectedVersion) {
        String person = Accounts.name(account);
        Command command = Command.of(type, person, visit.apply(person)).withExpectedVersion(expectedVersion);
        return gateway.send(command).thenApply(GregorSystem::answer);
    }

    @Override
    public RecordedVersions recorded() {
        return new EventTopic(place.bootstrapServers(), gregor.events()).versions();
    }

    @Override
    public void close() {
        gateway.close();
        application.close();
        try {
            keys.close();
        } catch (Exception e) {
            throw new IllegalStateException("The store of keys cannot be closed", e);
        }
    }
}
