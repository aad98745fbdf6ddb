package dev.gregor.app;

import dev.gregor.app.http.security.ApiKey;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes an API key. */
@Command(
        name = "api-key",
        description =
                "Prints a new API key, which is for the caller alone, and its hash, which is for the file of rules.",
        mixinStandardHelpOptions = true)
final class ApiKeyCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        ApiKey key = ApiKey.random();
        spec.commandLine().getOut().println("key   " + key.text());
        spec.commandLine().getOut().println("hash  " + key.hash());
        return 0;
    }
}
