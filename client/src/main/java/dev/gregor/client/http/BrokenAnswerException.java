package dev.gregor.client.http;

/** An answer that is none of Gregor's, such as one that was cut off on its way. */
public final class BrokenAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BrokenAnswerException(String message, Throwable cause) {
        super(message, cause);
    }

    public BrokenAnswerException(String message) {
        super(message);
    }
}
