package dev.gregor.e2e.parts;

import dev.gregor.e2e.JarProcess;
import dev.gregor.e2e.bank.Bank;
import dev.gregor.e2e.bank.OneInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** One instance through several rounds, until something is wrong. */
final class Run implements AutoCloseable {

    private static final int MOST_AT_ONCE = 3;
    private static final int MOST_CURES = 4;
    private static final int ACCOUNTS = 6;
    private static final int COMMANDS = 8;

    private final Instance instance;
    private final Parts parts;
    private final Cure cure;
    private final Bank bank = new Bank();
    private final Path copies;
    private @Nullable Copy older;

    /** Starts the instance for the first time, opens accounts, and stops it. */
    Run(Instance instance) throws Exception {
        this.instance = instance;
        this.parts = new Parts(instance);
        this.cure = new Cure(instance);
        this.copies = instance.data().resolveSibling("copies");
        Round first = new Round(0);
        work(first, ACCOUNTS);
        remember(0);
        if (!first.wrong().isEmpty()) {
            throw new AssertionError("Wrong before anything is deleted: " + first);
        }
    }

    /** Deletes or replaces some parts, starts, sends more commands, compares, stops. */
    Round round(int seed) throws Exception {
        Round round = new Round(seed);
        Random random = new Random(seed);
        int faults = 1 + random.nextInt(MOST_AT_ONCE);
        for (int fault = 0; fault < faults; fault++) {
            damage(round, random, fault == 0 ? seed : random.nextInt(Integer.MAX_VALUE));
        }
        work(round, 1);
        if (random.nextBoolean()) {
            remember(seed);
        }
        return round;
    }

    /** The first of each round takes every kind in turn, in an order that is always the same and mixes topics, groups and folders. */
    private void damage(Round round, Random random, int number) throws Exception {
        List<List<Part>> kinds = new ArrayList<>(parts.byKind().values());
        Collections.shuffle(kinds, new Random(1));
        List<Part> kind = kinds.get(number % kinds.size());
        Part part = kind.get(random.nextInt(kind.size()));
        Copy copy = older;
        if (copy != null && Parts.isIn(copy, part) && random.nextBoolean()) {
            round.done().add("older " + part);
            parts.replace(part, copy);
        } else {
            round.done().add("no " + part);
            parts.delete(part);
        }
    }

    private void remember(int seed) throws Exception {
        Copy former = older;
        older = parts.copy(copies.resolve(Integer.toString(seed)));
        if (former != null) {
            Utils.delete(former.folder().toFile());
        }
    }

    private void work(Round round, int newAccounts) throws IOException {
        Optional<JarProcess> started = start(round, 0);
        if (started.isEmpty()) {
            return;
        }
        try (JarProcess process = started.get()) {
            OneInstance api = new OneInstance(process);
            round.wrong().addAll(bank.work(api, round.seed(), newAccounts, COMMANDS));
            round.wrong().addAll(bank.differences(api));
        } catch (AssertionError e) {
            round.wrong().add(e.toString());
        }
        if (!round.done().isEmpty()) {
            verify(round);
        }
    }

    private void verify(Round round) {
        String verified = instance.run("verify", "bank-account");
        if (!verified.startsWith("0 ")) {
            round.wrong().add(verified);
        }
    }

    /** Follows the cures that refused starts name. */
    private Optional<JarProcess> start(Round round, int cures) throws IOException {
        try {
            return Optional.of(instance.start());
        } catch (JarProcess.DidNotStart refusal) {
            Optional<String> followed = cures < MOST_CURES ? cure.follow(refusal.output()) : Optional.empty();
            if (followed.isPresent()) {
                round.done().add(followed.get());
                return start(round, cures + 1);
            }
            round.wrong().add("refused: " + refusal.output());
        } catch (AssertionError e) {
            round.wrong().add(e.toString());
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        parts.close();
    }
}
