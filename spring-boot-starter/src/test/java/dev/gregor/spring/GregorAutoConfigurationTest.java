package dev.gregor.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.gregor.api.Commands;
import dev.gregor.api.Events;
import dev.gregor.api.Queries;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.messaging.schedule.Schedules;
import dev.gregor.node.Gregor;
import dev.gregor.node.settings.SettingsException;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.user.User;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The beans of the starter, without a broker. Those with one are tested by the slices. */
class GregorAutoConfigurationTest {

    @TempDir
    Path dir;

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(GregorAutoConfiguration.class));

    private static <T> T fake(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
    }

    private Gregor notStarted() {
        return Gregor.configure().dataDir(dir).aggregate(new User()).create();
    }

    private ApplicationContextRunner withBeansOfItsOwn() {
        return application
                .withBean(Gregor.class, this::notStarted)
                .withBean(Commands.class, () -> fake(Commands.class))
                .withBean(Queries.class, () -> fake(Queries.class))
                .withBean(QueryGateway.class, () -> fake(QueryGateway.class))
                .withBean(Events.class, () -> fake(Events.class));
    }

    @Test
    void leavesToTheApplicationWhatItHas() {
        withBeansOfItsOwn()
                .run(context -> assertThat(context)
                        .hasSingleBean(Gregor.class)
                        .hasSingleBean(Commands.class)
                        .hasSingleBean(Queries.class)
                        .hasSingleBean(QueryGateway.class)
                        .hasSingleBean(Events.class)
                        .hasSingleBean(Publisher.class)
                        .hasSingleBean(Schedules.class)
                        .hasSingleBean(DeadLetters.class));
    }

    @Test
    void closesTheNodeWithTheContext() {
        withBeansOfItsOwn().run(context -> {
            Gregor gregor = context.getBean(Gregor.class);
            context.close();
            assertThat(gregor.obstacle()).contains("The application stops");
            assertThatCode(() -> notStarted().close()).doesNotThrowAnyException();
        });
    }

    @Test
    void doesNotStartWithAnImpossibleSetting() {
        application
                .withPropertyValues("gregor.partitions=many", "gregor.data-dir=" + dir)
                .run(context -> assertThat(context).getFailure().hasRootCauseInstanceOf(SettingsException.class));
    }
}
