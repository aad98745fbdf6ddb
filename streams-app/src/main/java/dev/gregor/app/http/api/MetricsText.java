package dev.gregor.app.http.api;

/** Writes the metrics of the process as Prometheus text. */
@FunctionalInterface
public interface MetricsText {

    /**
     * The metrics as they are now.
     *
     * @param all whether all series are wanted, or those only that tell how the process is
     */
    String write(boolean all);
}
