package dev.gregor.json;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** JSON that is not the record asked for. The message says which fields, their values and what would be right. */
public final class InvalidFieldException extends IllegalArgumentException {

    /** The maximum number of fields that are named; fields after them are not checked. */
    static final int MAX_ERRORS = 10;

    private final transient List<FieldError> errors;

    InvalidFieldException(List<FieldError> errors) {
        super(errors.stream().map(FieldError::message).collect(joining("; ")));
        this.errors = List.copyOf(errors);
    }

    /** The fields that are wrong, in the order of the JSON; at least one and at most ten. */
    public List<FieldError> errors() {
        return errors;
    }
}
