package dev.gregor.client;

/** An answer that is none of Gregor's, such as one that was cut off on its way. */
final class BrokenAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenAnswerException(String message, Throwable cause) {
        super(message, cause);
    }

    BrokenAnswerException(String message) {
        super(message);
    }
}
