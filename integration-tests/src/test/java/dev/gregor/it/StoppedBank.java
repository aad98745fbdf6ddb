package dev.gregor.it;

import dev.gregor.avro.AvroCodec;
import dev.gregor.event.log.AppliedPositions;
import dev.gregor.event.log.EventLog;
import dev.gregor.it.bank.AccountState;
import dev.gregor.it.bank.BankAccount;
import dev.gregor.rebuild.Rebuild;
import dev.gregor.rebuild.Verification;
import dev.gregor.rebuild.check.StoreCheck;
import dev.gregor.rebuild.stopped.StoppedLog;
import dev.gregor.rebuild.stopped.StoppedWriteSide;
import dev.gregor.topic.Topics;
import dev.gregor.write.WriteSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The write side of bank accounts while it is stopped, for rebuild and verify. */
record StoppedBank(String bootstrapServers, Path dir, AvroCodec codec, BankAccount root) {

    StoppedBank(String bootstrapServers, Path dir, AvroCodec codec) {
        this(bootstrapServers, dir, codec, new BankAccount());
    }

    StoppedWriteSide<AccountState> of(Topics topics, Consumer<String> tell) {
        return new StoppedWriteSide<>(
                RunningSystem.writeSide(topics, codec, root),
                root.definition(),
                RunningSystem.WRITE_ID,
                Map.of("bootstrap.servers", bootstrapServers),
                dir,
                (short) 1,
                tell);
    }

    Rebuild.Result rebuild(Consumer<String> tell) {
        return Rebuild.run(of(Topics.unprefixed(), tell));
    }

    StoppedLog log(Consumer<String> tell) {
        int partitions = WriteSettings.of("it").partitions();
        return new StoppedLog(
                new EventLog(
                        List.of(root.definition()),
                        Topics.unprefixed(),
                        codec,
                        partitions,
                        WriteSettings.of("it").maxRecordBytes(),
                        new AppliedPositions()),
                "gregor-it-log",
                Map.of("bootstrap.servers", bootstrapServers),
                dir,
                tell);
    }

    void check() {
        check(Topics.unprefixed(), false);
    }

    void check(Topics topics, boolean eventsMayExpire) {
        StoreCheck.run(of(topics, line -> {}), eventsMayExpire);
    }

    Verification.Result verify() {
        return verify(Topics.unprefixed());
    }

    Verification.Result verify(Topics topics) {
        return Verification.run(of(topics, line -> {}));
    }
}
