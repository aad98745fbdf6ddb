package dev.gregor.testing;

import dev.gregor.projection.Projection;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds for a read model in memory holds for one on a real broker. */
final class ProjectionOverBrokerTest extends ProjectionFixtureTest {

    @RegisterExtension
    static final TestBroker BROKER = TestBroker.inProcess();

    @Override
    <R extends SpecificRecord> ProjectionFixture<R> of(Projection<R> projection) {
        return ProjectionFixture.over(BROKER, projection);
    }
}
