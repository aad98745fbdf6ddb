package dev.gregor.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.aggregate.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueRulesTest {

    private static final String LABEL = "d".repeat(63);
    private static final String HOST_OF_189 = "d".repeat(61) + '.' + LABEL + '.' + LABEL;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b.c",
                "john@example.com",
                "John.Doe+news@mail.example.co.uk",
                "o'neill_1=2@ex-ample.com",
                "jürgen@müller.de",
                "用户@例子.公司",
                "1@2.3"
            })
    void takesAnEmailAddress(String email) {
        assertThat(EmailRule.violation(email)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "no-mail",
                "@example.com",
                "john@",
                "john@example",
                "john@@example.com",
                "john@doe@example.com",
                "john doe@example.com",
                " john@example.com",
                "john@example.com ",
                "john@example.com\n",
                ".john@example.com",
                "john.@example.com",
                "john..doe@example.com",
                "john@.example.com",
                "john@example..com",
                "john@example.com.",
                "john@-example.com",
                "john@example-.com",
                "john@exam_ple.com",
                "john@[127.0.0.1]",
                "\"john\"@example.com",
                "John <john@example.com>",
                "john@example.com,jim@example.com"
            })
    void refusesWhatIsNoEmailAddress(String email) {
        assertThat(EmailRule.violation(email))
                .contains(Decision.reject(
                        "invalid-email",
                        "'" + email + "' is no e-mail address, expected one such as 'john@example.com'"));
    }

    @Test
    void limitsTheLengthsOfAnEmailAddress() {
        assertThat(EmailRule.violation("j".repeat(64) + '@' + HOST_OF_189)).isEmpty();
        assertThat(EmailRule.violation("j".repeat(65) + "@example.com")).isPresent();
        assertThat(EmailRule.violation("john@" + LABEL + "d.com")).isPresent();
        assertThat(EmailRule.violation("j".repeat(64) + "@d" + HOST_OF_189))
                .contains(Decision.reject(
                        "invalid-email", "The e-mail address has 255 characters, expected at most 254"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"j", "john", "John Doe", "jürgen", "用户", "john@example.com", "😀"})
    void takesAUsername(String username) {
        assertThat(UsernameRule.violation(username)).isEmpty();
    }

    @Test
    void limitsTheLengthOfAUsername() {
        assertThat(UsernameRule.violation("😀".repeat(64))).isEmpty();
        assertThat(UsernameRule.violation(""))
                .contains(invalidUsername("The username has 0 characters, expected 1 to 64"));
        assertThat(UsernameRule.violation("j".repeat(65)))
                .contains(invalidUsername("The username has 65 characters, expected 1 to 64"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", " john", "john ", "\u00a0john", "john\u2003"})
    void refusesBlanksAtTheEndsOfAUsername(String username) {
        assertThat(UsernameRule.violation(username))
                .contains(invalidUsername("The username '" + username + "' begins or ends with a blank; remove it"));
    }

    @Test
    void refusesControlCharactersInAUsername() {
        assertThat(UsernameRule.violation("jo\u0007hn\n"))
                .contains(invalidUsername("The username has the control character \\u0007 at index 2; remove it"));
    }

    private static Decision invalidUsername(String detail) {
        return Decision.reject("invalid-username", detail);
    }
}
