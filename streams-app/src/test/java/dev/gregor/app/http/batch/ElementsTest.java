package dev.gregor.app.http.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementsTest {

    private static final int LIMIT = 100;

    /** Those in a body that arrives in pieces of so many bytes. */
    private static List<Element> elements(Elements elements, String body, int pieces) {
        byte[] bytes = body.getBytes(UTF_8);
        List<Element> found = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += pieces) {
            int length = Math.min(pieces, bytes.length - at);
            byte[] piece = new byte[pieces];
            System.arraycopy(bytes, at, piece, 0, length);
            elements.add(piece, length);
            addAll(elements, found);
        }
        elements.close();
        addAll(elements, found);
        return found;
    }

    private static void addAll(Elements elements, List<Element> found) {
        for (Element next = elements.next(); next != null; next = elements.next()) {
            found.add(next);
        }
    }

    private static List<String> texts(Elements elements, String body, int pieces) {
        return elements(elements, body, pieces).stream()
                .map(each -> new String(each.json(), UTF_8).strip())
                .toList();
    }

    private static List<String> inArray(String body, int pieces) {
        return texts(new ArrayElements(LIMIT), body, pieces);
    }

    private static List<String> inLines(String body, int pieces) {
        return texts(new LineElements(LIMIT), body, pieces);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void findsTheElementsOfAnArrayHoweverTheyArrive(int pieces) {
        String body = " [ {\"a\":[1,{\"b\":2}]},\n{\"c\":\"],\\\"}{ü\\\\\"} , 7,\"x,y\",[[]]\t]\r\n ";
        assertThat(inArray(body, pieces))
                .containsExactly("{\"a\":[1,{\"b\":2}]}", "{\"c\":\"],\\\"}{ü\\\\\"}", "7", "\"x,y\"", "[[]]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void findsTheElementsOfLinesHoweverTheyArrive(int pieces) {
        assertThat(inLines("\n{\"a\":1}\r\n  \n {\"b\":\n{\"c\":3}", pieces))
                .containsExactly("{\"a\":1}", "{\"b\":", "{\"c\":3}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", " [ ] ", "[\n\n]"})
    void findsNoneInAnEmptyArray(String body) {
        assertThat(inArray(body, 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\r\n\t"})
    void findsNoneInBlankLines(String body) {
        assertThat(inLines(body, 1)).isEmpty();
    }

    /** It is no JSON, as whoever reads it will see. */
    @ParameterizedTest
    @CsvSource({"'[,1]', 0", "'[1,]', 1", "'[1,,2]', 1"})
    void takesWhatIsMissingBetweenCommasForAnElement(String body, int empty) {
        assertThat(inArray(body, 1).get(empty)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1}, 2]", "[{\"a\":1]}, 2]", "[}}, 2]"})
    void findsTheNextElementAfterBracketsThatDoNotMatch(String body) {
        assertThat(inArray(body, 1)).hasSize(2).last().isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}           | begins otherwise at line 1, column 1
            "[]"         | begins otherwise at line 1, column 1
            [1] 2        | More follows the array at line 1, column 5
            [1],         | More follows the array at line 1, column 4
            [            | ends within the array at line 1, column 1
            [1,          | ends within the array at line 1, column 3
            [{"a":1]     | ends within the array at line 1, column 8
            """)
    void saysWhereAnArrayIsBroken(String body, String message) {
        assertThatThrownBy(() -> inArray(body, 1))
                .isInstanceOf(EndOfBatch.class)
                .hasMessageContaining(message);
    }

    @Test
    void takesWhatIsCutOffForAnElementBeforeItSaysThatTheArrayIsBroken() {
        Elements elements = new ArrayElements(LIMIT);
        byte[] body = "[1, {\"a\":\"]".getBytes(UTF_8);
        elements.add(body, body.length);
        elements.close();
        assertThat(elements.next()).extracting(Element::column).isEqualTo(2);
        assertThat(elements.next()).extracting(Element::column).isEqualTo(5);
        assertThatThrownBy(elements::next).isInstanceOf(EndOfBatch.class);
    }

    @Test
    void knowsWhereAnElementBegins() {
        assertThat(elements(new ArrayElements(LIMIT), "[\n  {},\n\n {} ]", 1))
                .extracting(Element::line, Element::column)
                .containsExactly(tuple(2, 3), tuple(4, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 1000})
    void keepsNothingOfAnElementThatIsTooLarge(int pieces) {
        String large = "\"" + "],\\\"".repeat(LIMIT) + "\"";
        assertThat(elements(new ArrayElements(LIMIT), "[1," + large + ",2]", pieces))
                .extracting(Element::isTooLarge)
                .containsExactly(false, true, false);
        assertThat(elements(new LineElements(LIMIT), "1\n" + large + "\n2", pieces))
                .extracting(each -> each.json().length)
                .containsExactly(1, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "{\"a\": \"b\"}"})
    void takesAnElementOfJustTheLimit(String json) {
        assertThat(texts(new ArrayElements(json.length()), "[" + json + "]", 1)).containsExactly(json);
        assertThat(texts(new LineElements(json.length()), json + "\n", 1)).containsExactly(json);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void endsWithWhateverBytes(long seed) {
        Random random = new Random(seed);
        String letters = "[]{}\",:\\ \n1a";
        for (int i = 0; i < 500; i++) {
            StringBuilder body = new StringBuilder("[");
            random.ints(random.nextInt(40), 0, letters.length()).forEach(each -> body.append(letters.charAt(each)));
            assertThat(outcome(body.toString(), 1)).isEqualTo(outcome(body.toString(), 5));
        }
    }

    private static List<String> outcome(String body, int pieces) {
        try {
            return inArray(body, pieces);
        } catch (EndOfBatch e) {
            return List.of(e.problem().json().toString());
        }
    }
}
