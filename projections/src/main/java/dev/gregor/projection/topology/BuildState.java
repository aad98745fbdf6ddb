package dev.gregor.projection.topology;

import dev.gregor.event.log.AppliedPositions;
import dev.gregor.position.Position;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.live.LiveRows;
import dev.gregor.projection.parked.ParkedTasks;
import dev.gregor.projection.task.Flaws;
import dev.gregor.projection.task.PositionStore;
import dev.gregor.projection.task.Task;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * What changes while a build is at work in this process: how far its partitions have come, what keeps them from going
 * on, what they have parked and who watches their rows. Thread-safe.
 */
public final class BuildState {

    private final String projection;
    private final Flaws flaws;
    private final ParkedTasks parked;
    private final LiveRows live;
    private final AppliedPositions keyed = new AppliedPositions();
    private final AppliedPositions applied = new AppliedPositions();
    private final Set<Integer> open = ConcurrentHashMap.newKeySet();
    private final Set<Integer> keying = ConcurrentHashMap.newKeySet();
    private Conditions conditions = Conditions.NONE;
    private Function<ProcessorContext<?, ?>, LongSupplier> clock = context -> context::currentSystemTimeMs;

    BuildState(String projection, BuildId build, int partitions) {
        this.projection = projection;
        this.flaws = new Flaws("Build %s of '%s'".formatted(build, projection));
        this.parked = new ParkedTasks(projection, build, flaws);
        this.live = new LiveRows(projection);
    }

    /** Sets the conditions that it runs under. Call it before the build runs. */
    void under(Conditions found) {
        conditions = found;
    }

    /** Lets windows end by this clock instead of that of the process. Call it before the build runs. */
    void goBy(InstantSource windows) {
        clock = context -> windows::millis;
    }

    EventHistory history() {
        return conditions.history();
    }

    /** Begins a task of a stage, without the flaws that an earlier start of it had. */
    Task begin(String parkedStore, String positions, ProcessorContext<?, ?> context) {
        String name = Task.name(parkedStore, context.taskId().partition());
        flaws.remove(name);
        PositionStore stored = new PositionStore(context.getStateStore(positions));
        return new Task(projection, name, context, stored, flaws, conditions.limit(), clock.apply(context));
    }

    /** A partition of rows begins where it left off, unless its rows are not to be read. */
    void open(Task task) {
        if (!flaws.spoil(task.name())) {
            int partition = task.partition();
            applied.forget(partition);
            task.positions().all().forEach(position -> applied.advance(partition, position));
            open.add(partition);
        }
    }

    /** A partition of rows leaves this process, or starts anew. */
    void close(Task task) {
        open.remove(task.partition());
        applied.forget(task.partition());
        flaws.remove(task.name());
    }

    /** Events are applied to a partition of rows, up to this position. */
    void apply(int partition, Position position) {
        applied.advance(partition, position);
    }

    /** Events were sent on under their row keys, and may not be applied yet. */
    void key(Position position) {
        keyed.advance(position.partition(), position);
    }

    /** Events of a partition are keyed by this process from now on. */
    void startKeying(Task task) {
        keying.add(task.partition());
    }

    /** Events of a partition are keyed by another process from now on, or by this one anew. */
    void stopKeying(Task task) {
        keying.remove(task.partition());
        keyed.forget(task.partition());
        flaws.remove(task.name());
    }

    /** What each partition of rows has applied. */
    public AppliedPositions applied() {
        return applied;
    }

    /** What was sent on under the keys of rows, by the partition of the events. */
    public AppliedPositions keyed() {
        return keyed;
    }

    /** Whether the events of a partition are read in this process. */
    public boolean reads(int partition, boolean byAggregate) {
        return (byAggregate ? open : keying).contains(partition);
    }

    /** The partitions of rows that are in this process, restored and at work. */
    public Set<Integer> open() {
        return Set.copyOf(open);
    }

    /** Whether a partition of rows is in this process, restored and at work. */
    public boolean isOpen(int partition) {
        return open.contains(partition);
    }

    /** The tasks that may have parked events. */
    public ParkedTasks parked() {
        return parked;
    }

    /** The subscriptions to its rows. */
    public LiveRows live() {
        return live;
    }

    /** The flaws of its tasks. */
    public Flaws flaws() {
        return flaws;
    }
}
