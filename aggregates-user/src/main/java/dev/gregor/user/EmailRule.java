package dev.gregor.user;

import dev.gregor.aggregate.Decision;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an e-mail address may be: the dot-atom form of RFC 5321, section 4.1.2, with the letters of every script that RFC
 * 6531 allows, at a host of two labels or more. Lengths are those of RFC 5321, section 4.5.3.1, in characters.
 */
final class EmailRule {

    private static final int MAX_LENGTH = 254;
    private static final String LETTER = "[\\p{L}\\p{M}\\p{N}]";
    private static final String ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
    private static final String LABEL = LETTER + "(?:[\\p{L}\\p{M}\\p{N}-]{0,61}" + LETTER + ")?";
    private static final Pattern ADDRESS =
            Pattern.compile("(?=[^@]{1,64}@)" + ATOM + "(?:\\." + ATOM + ")*@" + LABEL + "(?:\\." + LABEL + ")+");

    private EmailRule() {}

    /** The rejection of an address that breaks the rule. */
    static Optional<Decision> violation(String email) {
        if (email.length() > MAX_LENGTH) {
            return reject(
                    "The e-mail address has %d characters, expected at most %d".formatted(email.length(), MAX_LENGTH));
        }
        return ADDRESS.matcher(email).matches()
                ? Optional.empty()
                : reject("'" + email + "' is no e-mail address, expected one such as 'john@example.com'");
    }

    private static Optional<Decision> reject(String detail) {
        return Optional.of(Decision.reject("invalid-email", detail));
    }
}
