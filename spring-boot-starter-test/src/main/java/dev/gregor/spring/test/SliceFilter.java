package dev.gregor.spring.test;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.messaging.envelope.PublishedTypes;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.projection.Projection;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/** Says which components slices find. */
final class SliceFilter {

    private SliceFilter() {}

    static final class OfGregorTest extends StandardAnnotationCustomizableTypeExcludeFilter<GregorTest> {

        OfGregorTest(Class<?> testClass) {
            super(testClass);
        }

        @Override
        protected Set<Class<?>> getKnownIncludes() {
            return Set.of(AggregateRoot.class, Projection.class);
        }
    }

    static final class OfGregorBrokerTest extends StandardAnnotationCustomizableTypeExcludeFilter<GregorBrokerTest> {

        OfGregorBrokerTest(Class<?> testClass) {
            super(testClass);
        }

        @Override
        protected Set<Class<?>> getKnownIncludes() {
            return Set.of(AggregateRoot.class, Projection.class, Subscriber.class, PublishedTypes.class);
        }
    }
}
