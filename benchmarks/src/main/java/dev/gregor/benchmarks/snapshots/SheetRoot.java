package dev.gregor.benchmarks.snapshots;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A state that is as large as its first command says, and changed by each command after it. */
final class SheetRoot extends AggregateRoot<Sheet> {

    static final String TYPE = "sheet";

    SheetRoot() {
        super(TYPE, Sheet.class);
        command(
                "fill.v1",
                Fill.class,
                (sheet, command) -> Decision.events(new Filled(command.getSize())),
                Filled.class);
        command(
                "change.v1",
                Change.class,
                (sheet, command) -> Decision.events(new Changed(command.getText())),
                Changed.class);
        event("filled.v1", Filled.class, (sheet, event) -> new Sheet(ByteBuffer.allocate(event.getSize()), 0L));
        event("changed.v1", Changed.class, SheetRoot::changed);
    }

    private static @Nullable Sheet changed(@Nullable Sheet sheet, Changed event) {
        return sheet == null ? null : new Sheet(sheet.getContent(), sheet.getChanges() + 1);
    }
}
