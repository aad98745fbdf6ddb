package dev.gregor.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.springbank.Account;
import dev.gregor.app.http.MountedHttp;
import dev.gregor.node.Gregor;
import dev.gregor.node.StartException;
import dev.gregor.node.settings.Settings;
import dev.gregor.spring.http.GregorHttpAutoConfiguration;
import dev.gregor.spring.http.UnservedPathAutoConfiguration;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Which applications serve the HTTP API, of a node that does not start, with settings of their own. */
@ExtendWith(OutputCaptureExtension.class)
class HttpPathTest {

    @TempDir
    Path folder;

    private final WebApplicationContextRunner application = new WebApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(GregorHttpAutoConfiguration.class, UnservedPathAutoConfiguration.class))
            .withBean(Settings.class, this::settings)
            .withBean(
                    Gregor.class,
                    () -> Gregor.configure(settings()).aggregate(new Account()).create())
            .withPropertyValues("gregor.spring.http-path=/gregor");

    private Settings settings() {
        return Settings.of(
                Map.of("gregor.data-dir", folder.toString(), "gregor.http.host", "127.0.0.1"), "the application");
    }

    @Test
    void anApplicationWithoutRulesDoesNotStart() {
        application.run(context -> assertThat(context).getFailure().hasRootCauseInstanceOf(StartException.class));
        application
                .withPropertyValues("server.address=0.0.0.0")
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void anApplicationStartsThatSaysThatItIsOpen() {
        application
                .withPropertyValues("gregor.http.security=none")
                .run(context -> assertThat(context).hasSingleBean(MountedHttp.class));
    }

    @Test
    void anApplicationStartsThatServesItsMachineOnly() {
        application
                .withPropertyValues("server.address=127.0.0.1")
                .run(context -> assertThat(context).hasSingleBean(MountedHttp.class));
    }

    @Test
    void leavesToTheApplicationWhatItMounts() {
        application
                .withBean("own", MountedHttp.class, () -> MountedHttp.open(settings(), "", "/gregor"))
                .run(context ->
                        assertThat(context).hasSingleBean(MountedHttp.class).hasBean("own"));
    }

    @Test
    void warnsOfAPathAtWhichNothingIsServed(CapturedOutput output) {
        application
                .withClassLoader(new FilteredClassLoader(MountedHttp.class))
                .run(context -> assertThat(context).doesNotHaveBean("gregorHttp"));
        assertThat(output).contains("gregor.spring.http-path is set, but nothing is served there");
    }
}
