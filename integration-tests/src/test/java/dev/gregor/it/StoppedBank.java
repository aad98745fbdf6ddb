package dev.gregor.it;

import dev.gregor.avro.AvroCodec;
import dev.gregor.it.bank.AccountState;
import dev.gregor.it.bank.BankAccount;
import dev.gregor.rebuild.Rebuild;
import dev.gregor.rebuild.StoppedWriteSide;
import dev.gregor.rebuild.StoreCheck;
import dev.gregor.rebuild.Verification;
import dev.gregor.topic.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The write side of bank accounts while it is stopped, for rebuild and verify. */
record StoppedBank(String bootstrapServers, Path dir, AvroCodec codec, List<String> told) {

    StoppedBank(String bootstrapServers, Path dir, AvroCodec codec) {
        this(bootstrapServers, dir, codec, new CopyOnWriteArrayList<>());
    }

    private StoppedWriteSide<AccountState> of(Topics topics) {
        BankAccount root = new BankAccount();
        return new StoppedWriteSide<>(
                RunningSystem.writeSide(topics, codec, root),
                root.definition(),
                RunningSystem.WRITE_ID,
                Map.of("bootstrap.servers", bootstrapServers),
                dir,
                (short) 1,
                told::add);
    }

    Rebuild.Result rebuild() {
        return Rebuild.run(of(Topics.unprefixed()));
    }

    void check() {
        StoreCheck.run(of(Topics.unprefixed()));
    }

    Verification.Result verify() {
        return verify(Topics.unprefixed());
    }

    Verification.Result verify(Topics topics) {
        return Verification.run(of(topics));
    }
}
