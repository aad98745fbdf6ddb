package dev.gregor.spring.test;

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
 * Tests aggregates and read models without a broker. The context has the components of these types and the beans of the application
 * class; for each bean that is an aggregate there is an {@link dev.gregor.testing.AggregateFixture} over its topology, and for each
 * read model a {@link dev.gregor.testing.ProjectionFixture}, by the classes of their states and rows:
 *
 * <pre>{@code
 * @GregorTest
 * class AccountTest {
 *     @Autowired
 *     AggregateFixture<AccountState> account;
 *
 *     @Test
 *     void isNeverOverdrawn() {
 *         account.given(new Opened("ann")).when(new Withdraw(60L)).expectRejection("overdrawn");
 *     }
 * }
 * }</pre>
 *
 * <p>Aggregates and read models that {@link java.util.ServiceLoader} finds, and other {@code @Configuration} classes, are not part of it;
 * {@code @Import} adds the latter.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(SliceBootstrapper.OfGregorTest.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(SliceFilter.OfGregorTest.class)
@ImportAutoConfiguration(Fixtures.class)
public @interface GregorTest {

    /** Properties of the environment, such as {@code gregor.partitions=1}. */
    String[] properties() default {};

    /** Whether the components that are named above are found. */
    boolean useDefaultFilters() default true;

    /** Further components to find. */
    Filter[] includeFilters() default {};

    /** Components not to find. */
    Filter[] excludeFilters() default {};
}
