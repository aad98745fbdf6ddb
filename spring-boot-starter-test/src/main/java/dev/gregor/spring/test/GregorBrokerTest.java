package dev.gregor.spring.test;

import dev.gregor.spring.GregorAutoConfiguration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests aggregates, read models and subscribers together, in a node with a broker in the process of the test and without the rest of the
 * application. The context has the components of these types and the beans of the application class, and what the starter adds, such
 * as {@link dev.gregor.api.Commands} and {@link dev.gregor.api.Queries}. Tests begin when the node is ready.
 *
 * <p>The node and its data last as long as the context, which Spring keeps for other classes of tests: use other ids in each.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(SliceBootstrapper.OfGregorBrokerTest.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(SliceFilter.OfGregorBrokerTest.class)
@ImportAutoConfiguration(GregorAutoConfiguration.class)
public @interface GregorBrokerTest {

    /** Properties of the environment, such as {@code gregor.partitions=1}. */
    String[] properties() default {};

    /** Whether the components that are named above are found. */
    boolean useDefaultFilters() default true;

    /** Further components to find. */
    Filter[] includeFilters() default {};

    /** Components not to find. */
    Filter[] excludeFilters() default {};
}
