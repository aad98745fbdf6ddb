package dev.gregor.spring.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Makes the contexts of slices. */
final class SliceBootstrapper {

    private SliceBootstrapper() {}

    static final class OfGregorTest extends TestSliceTestContextBootstrapper<GregorTest> {
        OfGregorTest() {}
    }

    static final class OfGregorBrokerTest extends TestSliceTestContextBootstrapper<GregorBrokerTest> {
        OfGregorBrokerTest() {}
    }
}
