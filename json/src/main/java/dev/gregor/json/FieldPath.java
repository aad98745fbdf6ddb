package dev.gregor.json;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where in the JSON a value is, such as {@code address.lines[2]}; rendered only when something is wrong there. */
record FieldPath(@Nullable FieldPath parent, String step) {

    static final FieldPath ROOT = new FieldPath(null, "");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,99}");

    FieldPath key(String key) {
        return new FieldPath(
                this, PLAIN.matcher(key).matches() ? "." + key : "[" + new TextNode(Excerpt.of(key)) + "]");
    }

    FieldPath index(int index) {
        return new FieldPath(this, "[" + index + "]");
    }

    @Override
    public String toString() {
        StringBuilder path = new StringBuilder();
        for (FieldPath at = this; at != null; at = at.parent) {
            path.insert(0, at.step);
        }
        return path.indexOf(".") == 0 ? path.substring(1) : path.toString();
    }
}
