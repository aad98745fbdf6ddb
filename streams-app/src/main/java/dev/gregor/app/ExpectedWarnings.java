package dev.gregor.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/** Leaves out what Kafka warns of in every first start, from loggers whose other warnings matter. */
public final class ExpectedWarnings extends TurboFilter {

    private static final List<String> EXPECTED =
            List.of("The metadata response from the cluster reported a recoverable issue");

    /** Made by Logback. */
    public ExpectedWarnings() {}

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        return level == Level.WARN && format != null && EXPECTED.stream().anyMatch(format::contains)
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
