package dev.gregor.app.http.batch;

/** An element in each line (NDJSON). Lines of blanks are none. */
final class LineElements extends Elements {

    LineElements(int limit) {
        super(limit);
    }

    @Override
    Kind kind(byte next) {
        if (next == '\n' && hasBegun()) {
            return Kind.END;
        }
        return isBlank(next) && !hasBegun() ? Kind.BETWEEN : Kind.ELEMENT;
    }

    @Override
    boolean endsElement() {
        return hasBegun();
    }
}
