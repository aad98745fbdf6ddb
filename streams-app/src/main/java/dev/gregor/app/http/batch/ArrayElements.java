package dev.gregor.app.http.batch;

/** The elements of a JSON array. */
final class ArrayElements extends Elements {

    private static final String EXPECTED = "a JSON array of commands, or Content-Type: application/x-ndjson";

    private State state = State.BEFORE;
    private int depth;
    private boolean isFirst = true;
    private boolean isInText;
    private boolean isEscaped;

    private enum State {
        BEFORE,
        WITHIN,
        AFTER
    }

    ArrayElements(int limit) {
        super(limit);
    }

    @Override
    Kind kind(byte next) {
        if (state == State.WITHIN) {
            return within(next);
        }
        if (isBlank(next)) {
            return Kind.BETWEEN;
        }
        if (state == State.AFTER) {
            throw wrong("More follows the array", "the end");
        }
        if (next != '[') {
            throw wrong("The body begins otherwise", EXPECTED);
        }
        state = State.WITHIN;
        return Kind.BETWEEN;
    }

    private Kind within(byte next) {
        if (isInText) {
            inText(next);
            return Kind.ELEMENT;
        }
        if (depth == 0 && next == ',') {
            isFirst = false;
            return Kind.END;
        }
        if (depth == 0 && next == ']') {
            state = State.AFTER;
            return isFirst && !hasBegun() ? Kind.BETWEEN : Kind.END;
        }
        return inElement(next);
    }

    private void inText(byte next) {
        isInText = isEscaped || next != '"';
        isEscaped = !isEscaped && next == '\\';
    }

    private Kind inElement(byte next) {
        switch (next) {
            case '"' -> isInText = true;
            case '{', '[' -> depth++;
            case '}', ']' -> depth = Math.max(0, depth - 1);
            default -> {
                return isBlank(next) && !hasBegun() ? Kind.BETWEEN : Kind.ELEMENT;
            }
        }
        return Kind.ELEMENT;
    }

    /** An element that is cut off is one that is no JSON, which tells best where the mistake is. */
    @Override
    boolean endsElement() {
        if (state == State.WITHIN && !hasBegun()) {
            throw wrong("The body ends within the array", "its closing bracket");
        }
        return hasBegun();
    }
}
