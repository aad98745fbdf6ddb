package dev.gregor.benchmarks.write.system;

import dev.gregor.benchmarks.account.Deposit;
import dev.gregor.benchmarks.gregor.EmbeddedGregor;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.message.MessageType;
import dev.gregor.streams.StreamsApplication;
import java.util.concurrent.CompletableFuture;

/** Gregor's write side and command gateway in the process of the caller. */
final class GregorSystem implements WriteSystem {

    private static final String REFERENCE = "r".repeat(140);
    private static final MessageType DEPOSIT = MessageType.parse("account.deposit.v1");

    private final Place place;
    private final EmbeddedGregor gregor;
    private final StreamsApplication application;
    private final CommandGateway gateway;

    private GregorSystem(Place place) {
        this.place = place;
        this.gregor = new EmbeddedGregor(place, place.run());
        this.application = gregor.startWriteSide();
        this.gateway = gregor.startGateway();
    }

    static GregorSystem start(Place place) {
        return new GregorSystem(place);
    }

    @Override
    public CompletableFuture<Answer> deposit(int account, long expectedVersion) {
        Command command = Command.of(DEPOSIT, Accounts.name(account), new Deposit(1L, REFERENCE))
                .withExpectedVersion(expectedVersion);
        return gateway.send(command).thenApply(GregorSystem::answer);
    }

    static Answer answer(CommandOutcome outcome) {
        if (outcome instanceof Accepted accepted) {
            return new Answer.Deposited(accepted.version());
        }
        throw new IllegalStateException("Not accepted: " + outcome);
    }

    @Override
    public RecordedVersions recorded() {
        return new EventTopic(place.bootstrapServers(), gregor.events()).versions();
    }

    @Override
    public void close() {
        gateway.close();
        application.close();
    }
}
