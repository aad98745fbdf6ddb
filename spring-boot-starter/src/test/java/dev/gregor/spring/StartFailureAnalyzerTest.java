package dev.gregor.spring;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.node.StartException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;

class StartFailureAnalyzerTest {

    private final StartFailureAnalyzer analyzer = new StartFailureAnalyzer();

    private String description(Exception failure) {
        return requireNonNull(analyzer.analyze(failure)).getDescription();
    }

    @Test
    void showsTheReasonAndTheCure() {
        var reason = new StartException("There is no aggregate: add one", null);
        assertThat(description(new BeanCreationException("gregor", "Factory method threw", reason)))
                .isEqualTo("There is no aggregate: add one");
    }

    @Test
    void showsAnImpossibleDefinition() {
        var reason = new DefinitionException("Aggregate Account has no events");
        assertThat(description(new BeanCreationException("account", "failed", reason)))
                .isEqualTo("Aggregate Account has no events");
    }

    @Test
    void showsWhatDoesNotFitTheStoredData() {
        var reason = new PermanentException("The schema of Opened is not compatible");
        assertThat(description(new UnsatisfiedDependencyException(
                        null, "gregorCommands", "gregor", new BeanCreationException("gregor", "failed", reason))))
                .isEqualTo("The schema of Opened is not compatible");
    }

    @Test
    void leavesTheStackTraceOfWhatTheApplicationDoes() {
        assertThat(analyzer.analyze(new DefinitionException("Aggregate 'account' does not handle Close")))
                .isNull();
        assertThat(analyzer.analyze(
                        new BeanCreationException("bank", "failed", new TransientException("Not ready yet"))))
                .isNull();
    }

    @Test
    void leavesOtherFailuresToOthers() {
        assertThat(analyzer.analyze(new IllegalStateException(new NullPointerException())))
                .isNull();
    }
}
