package dev.gregor.user;

import dev.gregor.aggregate.Decision;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** What a username may be: 1 to 64 characters, no control characters, and no blank at either end. */
final class UsernameRule {

    private static final int MAX_LENGTH = 64;

    private UsernameRule() {}

    /** The rejection of a username that breaks the rule. */
    static Optional<Decision> violation(String username) {
        int length = username.codePointCount(0, username.length());
        if (length == 0 || length > MAX_LENGTH) {
            return reject("The username has " + length + " characters, expected 1 to " + MAX_LENGTH);
        }
        OptionalInt control = controlCharacter(username);
        if (control.isPresent()) {
            return reject("The username has the control character \\u%04x at index %d; remove it"
                    .formatted((int) username.charAt(control.getAsInt()), control.getAsInt()));
        }
        if (isBlank(username.codePointAt(0)) || isBlank(username.codePointBefore(username.length()))) {
            return reject("The username '" + username + "' begins or ends with a blank; remove it");
        }
        return Optional.empty();
    }

    private static OptionalInt controlCharacter(String username) {
        return IntStream.range(0, username.length())
                .filter(index -> Character.isISOControl(username.charAt(index)))
                .findFirst();
    }

    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static Optional<Decision> reject(String detail) {
        return Optional.of(Decision.reject("invalid-username", detail));
    }
}
