package dev.gregor.broker;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.FeatureLevelRecord;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderFormatTest {

    @TempDir
    Path dir;

    @Test
    void newFoldersCanBeReadByTheKafkaBefore() throws Exception {
        try (var broker = LocalBroker.start(BrokerSettings.in(dir))) {
            assertThat(levelOf("metadata.version", broker)).isEqualTo(MetadataVersion.IBP_4_3_IV0.featureLevel());
        }
    }

    @Test
    void foldersOfTheNewestFormatStartAndKeepIt() throws Exception {
        format();
        try (var broker = LocalBroker.start(BrokerSettings.in(dir))) {
            assertThat(levelOf("metadata.version", broker))
                    .isEqualTo(MetadataVersion.latestProduction().featureLevel());
        }
    }

    @ParameterizedTest
    @CsvSource({"metadata.version, 34", "metadata.version, 99", "share.version, 77", "feature.of.tomorrow, 1"})
    void foldersThatAreTooNewEndTheStartWithTheCure(String feature, short level) throws Exception {
        format(feature, level);

        assertThatThrownBy(() -> LocalBroker.start(BrokerSettings.in(dir)))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(dir.toString())
                .hasMessageContaining(feature + " is at level " + level)
                .hasMessageContaining("or choose another data folder");
        DataFolder.open(dir).close();
    }

    private void format(String feature, short level) throws Exception {
        var more = new FeatureLevelRecord().setName(feature).setFeatureLevel(level);
        formatter()
                .setAdditionalBootstrapRecords(List.of(new ApiMessageAndVersion(more, (short) 0)))
                .run();
    }

    private void format() throws Exception {
        formatter().run();
    }

    private Formatter formatter() {
        var logs = dir.resolve("kafka").toString();
        return new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName(BoundPorts.CONTROLLER)
                .addDirectory(logs)
                .setMetadataLogDirectory(logs);
    }

    private static short levelOf(String feature, LocalBroker broker) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Map<String, FinalizedVersionRange> features =
                    admin.describeFeatures().featureMetadata().get().finalizedFeatures();
            return requireNonNull(features.get(feature), feature).maxVersionLevel();
        }
    }
}
