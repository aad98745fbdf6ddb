package dev.gregor.it.secured;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.Right;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.user.UserRegistered;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A broker that speaks TLS, knows users by SCRAM, lets nobody do what no ACL allows, and asks who a client is every few seconds. */
final class SecuredBroker implements BeforeAllCallback, AfterAllCallback {

    private static final String STORE_PASSWORD = "of-the-store";
    private static final String ADMIN = "admin";
    private static final String ADMIN_PASSWORD = "of-the-admin";
    private static final String REAUTHENTICATION_MILLIS = "5000";

    private @Nullable Path folder;
    private @Nullable LocalBroker broker;
    private @Nullable Admin admin;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("gregor-secured");
        makeCertificate();
        broker = LocalBroker.start(BrokerSettings.in(folder.resolve("broker")).withProperties(properties()));
        admin = Admin.create(client("PLAIN", "plain.PlainLoginModule", ADMIN, ADMIN_PASSWORD));
    }

    private void makeCertificate() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "broker",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1,dns:localhost",
                        // Each client reads the certificate, which is no secret.
                        "-J-Dkeystore.pkcs12.certPbeIterationCount=1",
                        "-J-Dkeystore.pkcs12.macIterationCount=1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }

    private String store() {
        return requireNonNull(folder).resolve("broker.p12").toString();
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("listener.security.protocol.map", "CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT");
        properties.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN");
        properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        properties.put(
                "listener.name.client.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%1$s\" password=\"%2$s\" user_%1$s=\"%2$s\";"
                        .formatted(ADMIN, ADMIN_PASSWORD));
        properties.put(
                "listener.name.client.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        properties.put("ssl.keystore.location", store());
        properties.put("ssl.keystore.password", STORE_PASSWORD);
        properties.put("ssl.truststore.location", store());
        properties.put("ssl.truststore.password", STORE_PASSWORD);
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
        properties.put("connections.max.reauth.ms", REAUTHENTICATION_MILLIS);
        return properties;
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (admin != null) {
            admin.close();
        }
        if (broker != null) {
            broker.close();
        }
        Utils.delete(requireNonNull(folder).toFile());
    }

    Admin admin() {
        return requireNonNull(admin);
    }

    String bootstrapServers() {
        return requireNonNull(broker).bootstrapServers();
    }

    /** Settings of clients of a user. */
    Map<String, Object> client(String user, String password) {
        return client("SCRAM-SHA-512", "scram.ScramLoginModule", user, password);
    }

    private Map<String, Object> client(String mechanism, String module, String user, String password) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\";"
                        .formatted(module, user, password),
                "ssl.truststore.location",
                store(),
                "ssl.truststore.password",
                STORE_PASSWORD);
    }

    /** Settings of messages whose data are registered users, under the name of a notice. */
    static MessagingSettings messaging(String app, Map<String, Object> client, SchemaCatalog catalog) {
        return new MessagingSettings(
                app,
                client,
                AvroCodec.singleObject(catalog),
                MessageTypes.none().with("notice.sent.v1", UserRegistered.class),
                1 << 20);
    }

    void topics(int partitions, String... names) throws Exception {
        done(admin().createTopics(Stream.of(names)
                        .map(each -> new NewTopic(each, partitions, (short) 1))
                        .toList())
                .all());
    }

    /** Makes a user, or gives it another password, and waits until the broker knows it: the controller answers earlier. */
    void user(String name, String password) throws Exception {
        done(admin().alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                .all());
        try (Admin user = Admin.create(client(name, password))) {
            await().ignoreExceptions()
                    .untilAsserted(() -> done(user.describeCluster().clusterId()));
        }
    }

    void deleteUser(String name) throws Exception {
        done(admin().alterUserScramCredentials(
                        List.of(new UserScramCredentialDeletion(name, ScramMechanism.SCRAM_SHA_512)))
                .all());
    }

    void give(String user, Rights rights) throws Exception {
        done(admin().createAcls(bindings(user, rights.all())).all());
    }

    void take(String user, Rights rights) throws Exception {
        done(admin().deleteAcls(bindings(user, rights.all()).stream()
                        .map(AclBinding::toFilter)
                        .toList())
                .all());
    }

    private static List<AclBinding> bindings(String user, Collection<Right> rights) {
        return rights.stream().map(right -> right.binding("User:" + user)).toList();
    }

    /** Lets a user write so many bytes a second. */
    void limit(String user, double bytesPerSecond) throws Exception {
        done(admin().alterClientQuotas(List.of(new ClientQuotaAlteration(
                        new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, user)),
                        List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
                .all());
    }

    /** The committed records of a topic with one partition, all up to its end; none if there is no such topic. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = KafkaClients.consumer(
                KafkaClients.reader(client("PLAIN", "plain.PlainLoginModule", ADMIN, ADMIN_PASSWORD)))) {
            if (!consumer.listTopics().containsKey(topic)) {
                return records;
            }
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** The ids of messages. */
    static List<String> ids(List<ConsumerRecord<byte[], byte[]>> records) {
        return headers(records, MessageHeaders.ID);
    }

    static List<String> headers(List<ConsumerRecord<byte[], byte[]>> records, String name) {
        return records.stream()
                .map(each -> new String(each.headers().lastHeader(name).value(), UTF_8))
                .toList();
    }

    static List<String> keys(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(each -> new String(each.key(), UTF_8)).toList();
    }

    static void done(KafkaFuture<?> answer) throws Exception {
        answer.get(30, TimeUnit.SECONDS);
    }
}
