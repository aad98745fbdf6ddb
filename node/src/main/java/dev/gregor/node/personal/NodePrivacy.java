package dev.gregor.node.personal;

import static java.util.Objects.requireNonNull;

import dev.gregor.privacy.Privacy;
import dev.gregor.privacy.Receipt;
import dev.gregor.privacy.Receipt.Mending;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.projection.run.RenewedBuilds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets subjects, and lets the read models be built again that may hold their fields in clear. */
public final class NodePrivacy implements Privacy, AutoCloseable {

    private static final Logger AUDIT = LoggerFactory.getLogger("dev.gregor.audit");
    private static final String REASON = "rows with fields of a forgotten subject";

    private final Sealing sealing;
    private final RenewedBuilds builds;
    private final ClearStates clear;
    private final MendedRows mended;
    private final MendingTime time;
    private final InstantSource clock;

    private NodePrivacy(
            Sealing sealing,
            RenewedBuilds builds,
            ClearStates clear,
            MendedRows mended,
            MendingTime time,
            InstantSource clock) {
        this.sealing = sealing;
        this.builds = builds;
        this.clear = clear;
        this.mended = mended;
        this.time = time;
        this.clock = clock;
    }

    /**
     * Starts to mend what an earlier process has left.
     *
     * @param margin how long after a receipt the key is destroyed at the latest, by all clocks that there are; twice in that time is looked
     *     for receipts of other instances
     */
    public static NodePrivacy start(Sealing sealing, RenewedBuilds builds, ClearStates clear, Duration margin) {
        InstantSource clock = InstantSource.system();
        MendingTime time = new MendingTime(clock, margin);
        return new NodePrivacy(
                sealing,
                builds,
                clear,
                MendedRows.start(
                        sealing.place().store(), after -> builds.renew(after, REASON), time, margin.dividedBy(2)),
                time,
                clock);
    }

    @Override
    public Receipt forget(String subject, String by, String reason) {
        requireSubject(subject);
        requireNonNull(by, "by");
        requireNonNull(reason, "reason");
        // As exact as the times of builds are, which have to be later.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Forgotten first =
                sealing.keys().forget(subject, new Forgotten(UUID.randomUUID().toString(), now, by, reason));
        // Without the subject, whose id may be personal too: the receipt leads to it.
        AUDIT.info("'{}' has asked to forget a subject; its receipt is {} of {}", by, first.receipt(), first.at());
        return receipt(subject, first);
    }

    @Override
    public Optional<Receipt> receipt(String subject) {
        return find(subject).filter(Forgotten.class::isInstance).map(entry -> receipt(subject, (Forgotten) entry));
    }

    @Override
    public Optional<SubjectEntry> find(String subject) {
        requireSubject(subject);
        return sealing.place().store().find(subject);
    }

    @Override
    public Map<String, Forgotten> forgotten() {
        Map<String, Forgotten> found = new HashMap<>();
        sealing.place().store().forEach((subject, entry) -> {
            if (entry instanceof Forgotten receipt) {
                found.put(subject, receipt);
            }
        });
        Map<String, Forgotten> sorted = new LinkedHashMap<>();
        found.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparing(Forgotten::at).reversed().thenComparing(Forgotten::receipt)))
                .forEach(each -> sorted.put(each.getKey(), each.getValue()));
        return Collections.unmodifiableMap(sorted);
    }

    private static void requireSubject(String subject) {
        if (subject.isEmpty()) {
            throw new IllegalArgumentException("The subject is empty; give its id, as it is in the events");
        }
    }

    private Receipt receipt(String subject, Forgotten forgotten) {
        time.note(forgotten);
        Map<String, Mending> models = new TreeMap<>();
        builds.states(time.of(forgotten)).forEach((name, state) -> models.put(name, mending(state)));
        return new Receipt(subject, forgotten, models, clear.problems());
    }

    private static Mending mending(RenewedBuilds.State state) {
        return switch (state) {
            case OLD -> Mending.WAITING;
            case RENEWING -> Mending.BUILDING;
            case DELETING -> Mending.DELETING;
            case RENEWED -> Mending.DONE;
            case EXPIRED -> Mending.EXPIRED;
            case UNKNOWN -> Mending.UNKNOWN;
        };
    }

    @Override
    public void close() {
        mended.close();
    }
}
