package dev.gregor.app.http.batch;

import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body apart into its elements, as its bytes arrive, and keeps no more than one of them. It looks at what separates them only:
 * whether an element is JSON is for others to see.
 */
abstract class Elements {

    private final int limit;
    private final ByteArrayOutputStream element = new ByteArrayOutputStream();
    private byte[] bytes = {};
    private int at;
    private int count;
    private boolean isTooLarge;
    private boolean closed;
    private int line = 1;
    private int column;
    private int elementLine;
    private int elementColumn;

    /** What a byte is. */
    enum Kind {
        /** Part of the element that has begun, or begins with it. */
        ELEMENT,
        /** The end of an element, which may have no bytes. */
        END,
        /** Neither. */
        BETWEEN
    }

    /** Takes elements of at most this many bytes. */
    Elements(int limit) {
        this.limit = limit;
    }

    /** Says what the next byte is; throws {@link EndOfBatch} for one that cannot be there. */
    abstract Kind kind(byte next);

    /** Whether the end of the body ends an element; throws {@link EndOfBatch} if the body cannot end here. */
    abstract boolean endsElement();

    /** Whether an element has begun. */
    final boolean hasBegun() {
        return element.size() > 0 || isTooLarge;
    }

    /** Adds bytes, once {@link #next} has found nothing more in those before. They must not change. */
    final void add(byte[] added, int length) {
        bytes = added;
        at = 0;
        count = length;
    }

    /** Notes that no more bytes come. */
    final void close() {
        closed = true;
    }

    /** Whether no more bytes come. */
    final boolean isClosed() {
        return closed;
    }

    /** The next element; null if there is none in the bytes that are here. Throws {@link EndOfBatch} where no more can be found. */
    final @Nullable Element next() {
        while (at < count) {
            byte next = bytes[at++];
            column++;
            Kind kind = kind(next);
            if (kind == Kind.ELEMENT) {
                take(next);
            }
            if (next == '\n') {
                line++;
                column = 0;
            }
            if (kind == Kind.END) {
                return taken();
            }
        }
        return closed && endsElement() ? taken() : null;
    }

    private void take(byte next) {
        if (!hasBegun()) {
            elementLine = line;
            elementColumn = column;
        }
        if (element.size() == limit) {
            isTooLarge = true;
            element.reset();
        }
        if (!isTooLarge) {
            element.write(next);
        }
    }

    private Element taken() {
        Element taken = hasBegun()
                ? new Element(element.toByteArray(), isTooLarge, elementLine, elementColumn)
                : new Element(new byte[0], false, line, column);
        element.reset();
        isTooLarge = false;
        return taken;
    }

    /** The end at a byte that cannot be there. */
    final EndOfBatch wrong(String what, String expected) {
        String detail = "%s at line %d, column %d of the body, expected %s".formatted(what, line, column, expected);
        return new EndOfBatch(new Problem(ProblemType.INVALID_REQUEST, detail)
                .with(json -> json.put("field", "").put("expected", expected))
                .with(json -> json.put("line", line).put("column", column)));
    }

    /** Whether JSON ignores it. */
    static boolean isBlank(byte each) {
        return each == ' ' || each == '\t' || each == '\r' || each == '\n';
    }
}
