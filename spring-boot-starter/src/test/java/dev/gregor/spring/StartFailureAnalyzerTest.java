package dev.gregor.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.node.StartException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;

class StartFailureAnalyzerTest {

    private final StartFailureAnalyzer analyzer = new StartFailureAnalyzer();

    @Test
    void showsTheReasonAndTheCure() {
        var reason = new StartException("There is no aggregate: add one", null);
        assertThat(analyzer.analyze(new BeanCreationException("gregor", "Factory method threw", reason))
                        .getDescription())
                .isEqualTo("There is no aggregate: add one");
    }

    @Test
    void leavesOtherFailuresToOthers() {
        assertThat(analyzer.analyze(new IllegalStateException(new NullPointerException())))
                .isNull();
    }
}
