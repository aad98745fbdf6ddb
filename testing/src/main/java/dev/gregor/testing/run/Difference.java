package dev.gregor.testing.run;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.DeltaType;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;

/** Two texts, compared line by line. */
public record Difference(List<String> expected, List<String> actual) {

    /** All lines in order: {@code -} marks one that is only expected, {@code +} one that is only there. */
    List<String> marked() {
        return DiffUtils.diff(expected, actual, true).getDeltas().stream()
                .flatMap(Difference::marked)
                .toList();
    }

    /** A failure that shows the difference between a title and some closing lines; an IDE can show it as well. */
    public AssertionFailedError failure(String title, List<String> closing) {
        Stream<String> lines =
                Stream.of(Stream.of(title), marked().stream(), closing.stream()).flatMap(each -> each);
        return new AssertionFailedError(
                String.join("\n", lines.toList()), String.join("\n", expected), String.join("\n", actual));
    }

    private static Stream<String> marked(AbstractDelta<String> delta) {
        return delta.getType() == DeltaType.EQUAL
                ? mark("  ", delta.getSource().getLines())
                : Stream.concat(
                        mark("- ", delta.getSource().getLines()),
                        mark("+ ", delta.getTarget().getLines()));
    }

    private static Stream<String> mark(String mark, List<String> lines) {
        return lines.stream().map(mark::concat);
    }
}
