package dev.gregor.app;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a running application about the events that a projection could not apply. Ends with 1 if it was not done. */
@Command(
        name = "parked",
        description = "Asks a running application about the events that a projection could not apply.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | retry | discard)")
final class ParkedCommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private RunningApplication application;

    @Command(description = "Lists the keys with parked events.")
    int list(
            @Parameters(paramLabel = "<projection>") String projection,
            @Option(names = "--version") @Nullable Integer version) {
        return application.ask("GET", path(projection) + (version == null ? "" : "?version=" + version));
    }

    @Command(description = "Applies the parked events of a key, up to the first that fails again.")
    int retry(
            @Parameters(paramLabel = "<projection>") String projection,
            @Parameters(paramLabel = "<key>") String key,
            @Option(names = "--version") @Nullable Integer version) {
        return application.ask(
                "POST",
                path(projection) + '/' + RunningApplication.encoded(key) + "/retry"
                        + (version == null ? "" : "?version=" + version),
                answer -> answer.path("parked").asInt() == 0);
    }

    @Command(description = "Throws the first parked event of a key away, and applies those behind it.")
    int discard(
            @Parameters(paramLabel = "<projection>") String projection,
            @Parameters(paramLabel = "<key>") String key,
            @Parameters(paramLabel = "<event>", description = "its id, as the list has it") String event,
            @Option(names = "--version") @Nullable Integer version) {
        return application.ask(
                "DELETE",
                path(projection) + '/' + RunningApplication.encoded(key) + "?event="
                        + RunningApplication.encoded(event)
                        + (version == null ? "" : "&version=" + version),
                answer -> answer.path("discarded").asInt(1) > 0);
    }

    private static String path(String projection) {
        return "/api/projections/" + RunningApplication.encoded(projection) + "/parked";
    }
}
