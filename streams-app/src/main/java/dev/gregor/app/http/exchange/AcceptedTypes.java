package dev.gregor.app.http.exchange;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The media types that a request accepts (RFC 9110, 12.5.1). */
public final class AcceptedTypes {

    private static final String ANYTHING = "*/*";

    private final List<Range> ranges;

    private AcceptedTypes(List<Range> ranges) {
        this.ranges = ranges;
    }

    private record Range(String type, boolean isRefused) {

        static Range of(String text) {
            String[] parts = text.toLowerCase(Locale.ROOT).split(";", -1);
            boolean refused = false;
            for (int i = 1; i < parts.length; i++) {
                refused |= parts[i].strip().matches("q\\s*=\\s*0(\\.0{0,3})?");
            }
            return new Range(parts[0].strip(), refused);
        }
    }

    /** All lines of the header together; without any of them, or with an empty one, anything. */
    public static AcceptedTypes by(Context request) {
        String lines = String.join(",", Collections.list(request.req().getHeaders("Accept")));
        return new AcceptedTypes(
                lines.isBlank()
                        ? List.of(new Range(ANYTHING, false))
                        : List.of(lines.split(",", -1)).stream().map(Range::of).toList());
    }

    /** Whether the most specific range for a media type does not refuse it. */
    public boolean takes(String mediaType) {
        String any = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
        for (String range : List.of(mediaType, any, ANYTHING)) {
            List<Range> same =
                    ranges.stream().filter(each -> each.type().equals(range)).toList();
            if (!same.isEmpty()) {
                return same.stream().anyMatch(each -> !each.isRefused());
            }
        }
        return false;
    }

    /** Whether a media type is named, and not by a range that it shares with others. */
    public boolean names(String mediaType) {
        return takes(mediaType) && ranges.stream().anyMatch(each -> each.type().equals(mediaType));
    }

    /** Requires that one of these media types is taken. */
    public static void require(Context request, String... mediaTypes) {
        if (request.header("Accept") == null) {
            return;
        }
        AcceptedTypes accepted = by(request);
        if (List.of(mediaTypes).stream().noneMatch(accepted::takes)) {
            String forms = String.join(" and ", mediaTypes);
            throw Problem.invalidAccept(String.valueOf(request.header("Accept")), forms);
        }
    }
}
