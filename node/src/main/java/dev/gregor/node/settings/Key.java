package dev.gregor.node.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every key of our own. A dot, a hyphen and an underscore mean the same, so that variables are the keys in capitals.
 */
public enum Key {
    /** Name of the application. */
    APP("gregor.app", "app", "--app", "name of the application; instances with one name on one cluster share the work"),
    /** Kafka cluster. */
    BOOTSTRAP_SERVERS(
            "gregor.bootstrap-servers",
            null,
            "--bootstrap-servers",
            "`host:port,…` of a Kafka cluster; without it a broker runs in this process"),
    /** Schema registry. */
    SCHEMA_REGISTRY_URL(
            "gregor.schema.registry.url",
            null,
            "--schema-registry-url",
            "URL of a schema registry; without it schemas are kept in the topic `gregor.schemas`"),
    /** Folder. */
    DATA_DIR("gregor.data-dir", "./data", "--data-dir", "folder for all that is kept; one process has it at a time"),
    /** Port of the standalone broker. */
    KAFKA_PORT("gregor.kafka-port", "9092", "--kafka-port", "port of the broker in this process; 0 for a free one"),
    /** Address of HTTP. */
    HTTP_HOST("gregor.http.host", "127.0.0.1", "--host", "address to serve HTTP on; `0.0.0.0` for all"),
    /** Port of HTTP. */
    HTTP_PORT("gregor.http.port", "8080", "--port", "port to serve HTTP on; 0 for a free one"),
    /** Streams at once. */
    HTTP_MAX_STREAMS(
            "gregor.http.max-streams",
            "1000",
            null,
            "how many streams of events may be open at once, of which 100 read older events at a time; more get 503"),
    /** Streams of rows at once. */
    HTTP_MAX_ROW_STREAMS(
            "gregor.http.max-row-streams", "1000", null, "how many streams of rows may be open at once; more get 503"),
    /** Commands of a batch. */
    HTTP_MAX_BATCH(
            "gregor.http.max-batch",
            "10000",
            null,
            "how many commands one request to `/api/commands` may have; those behind them are not sent"),
    /** Origins of pages. */
    HTTP_CORS_ORIGINS(
            "gregor.http.cors.origins",
            "",
            null,
            "origins whose pages may ask in a browser, such as `https://app.example.com`, separated by commas; `*` for all; without it none"),
    /** Whether callers say who they are. */
    HTTP_SECURITY(
            "gregor.http.security",
            null,
            null,
            "`rules`: callers say who they are, and a file says what they may do; `none`: whoever reaches the port may do everything. Without it `rules` if there is such a file, else `none`, which is refused where others than this machine reach the port"),
    /** Rules. */
    HTTP_SECURITY_RULES(
            "gregor.http.security.rules", null, null, "file of [rules](security.md), read again when it changes"),
    /** Key of instances. */
    HTTP_SECURITY_INSTANCE_KEY(
            "gregor.http.security.instance-key",
            null,
            null,
            "random text of 32 characters or more, the same for all instances: they sign with it what they ask each other on behalf of callers; required with rules on a cluster"),
    /** Certificate. */
    HTTP_TLS_CERTIFICATE(
            "gregor.http.tls.certificate",
            null,
            null,
            "file in PEM with the certificate of this instance, and those between it and an authority; HTTP is then HTTPS. It and the next two are read again when they change"),
    /** Private key. */
    HTTP_TLS_KEY("gregor.http.tls.key", null, null, "file in PEM with its private key, of PKCS #8 without a password"),
    /** Authorities. */
    HTTP_TLS_AUTHORITIES(
            "gregor.http.tls.authorities",
            null,
            null,
            "file in PEM with the authorities whose certificates callers and other instances may show; without it callers are not asked for one"),
    /** Certificates of callers. */
    HTTP_TLS_CLIENT_CERTIFICATES(
            "gregor.http.tls.client-certificates",
            "wanted",
            null,
            "`wanted`: a caller may show a certificate; `required`: who has none is not answered"),
    /** Connections at once. */
    HTTP_MAX_CONNECTIONS(
            "gregor.http.max-connections", "10000", null, "how many connections may be open at once; more wait"),
    /** Rate of a caller. */
    HTTP_CALLER_RATE(
            "gregor.http.caller-rate",
            "0",
            null,
            "how many requests, and commands in batches, a caller may send each second to one instance; more get 429. 0 for no bound. Who does not have to say who it is counts by its address"),
    /** Streams of a caller. */
    HTTP_CALLER_STREAMS(
            "gregor.http.caller-streams",
            "0",
            null,
            "how many streams of events, and how many of rows, a caller may have open at once at one instance; more get 429. 0 for no bound"),
    /** Name for other instances. */
    APPLICATION_SERVER(
            "gregor.application-server",
            null,
            "--application-server",
            "`host:port` under which other instances reach this one's HTTP; without it where it listens, unless that"
                    + " is all addresses"),
    /** Domain JARs. */
    DOMAIN("gregor.domain", "", "--domain", "JARs with aggregates and projections, separated by commas"),
    /** Which aggregate types. */
    ONLY("gregor.only", "", "--only", "aggregate types to serve, separated by commas; without it all"),
    /** Compatibility of schemas. */
    SCHEMAS_COMPATIBILITY(
            "gregor.schemas.compatibility",
            "full",
            null,
            "what schemas must keep to at start, compared with those before: `full`, `backward`, `forward` or `none`"),
    /** Prefix of topics. */
    TOPIC_PREFIX("gregor.topic-prefix", "", null, "what the names of all topics start with"),
    /** Partitions. */
    PARTITIONS("gregor.partitions", "4", null, "partitions of each commands and events topic; fixed once they exist"),
    /** Reply partitions. */
    REPLY_PARTITIONS("gregor.reply-partitions", "16", null, "partitions of the replies topic"),
    /** Replication. */
    REPLICATION_FACTOR("gregor.replication-factor", "-1", null, "replicas of new topics; -1 for the cluster's default"),
    /** Retention of events. */
    EVENTS_MAY_EXPIRE(
            "gregor.events-may-expire", "false", null, "whether an events topic with a retention is accepted"),
    /** State topics. */
    STATE_TOPICS(
            "gregor.state-topics", "", null, "aggregate types whose full state is published to `<type>.state` as well"),
    /** Topics of messages. */
    TOPICS(
            "gregor.topics",
            "",
            null,
            "topics of messages: `name:partitions`, and `:setting=value` for each setting, separated by semicolons, such as `user-events:6:retention.ms=604800000`; made if they are missing, refused if they are otherwise"),
    /** Largest message. */
    MAX_MESSAGE_BYTES(
            "gregor.max-message-bytes", "1048576", null, "largest command or event, and body of a request, in bytes"),
    /** Largest state. */
    MAX_STATE_BYTES("gregor.max-state-bytes", "4194304", null, "largest state of one aggregate, in bytes"),
    /** Wait for an outcome. */
    COMMAND_TIMEOUT("gregor.command.timeout", "10s", null, "how long a command waits for its outcome"),
    /** Retention of ids. */
    COMMAND_ID_RETENTION(
            "gregor.command.id-retention", "24h", null, "how long a command id is remembered at the least"),
    /** Commands at once. */
    COMMAND_MAX_IN_FLIGHT(
            "gregor.command.max-in-flight",
            "10000",
            null,
            "how many commands may wait at once; more get 503. Over HTTP 250 at first, and more as these are answered within a quarter of the time-out"),
    /** Events of a command. */
    COMMAND_MAX_EVENTS(
            "gregor.command.max-events",
            "100000",
            null,
            "how many events a command may emit, which may have as many KiB together; else it is refused (413)"),
    /** Wait of a query. */
    QUERY_TIMEOUT("gregor.query.timeout", "5s", null, "how long a query waits for a position"),
    /** Wait for handlers in dry runs. */
    DRY_RUN_TIMEOUT(
            "gregor.dead-letters.dry-run-timeout",
            "10s",
            null,
            "how long handlers may take with a dead letter in a dry run; then they are interrupted"),
    /** When to commit. */
    COMMIT_POLICY(
            "gregor.commit.policy",
            "drained",
            null,
            "`drained` commits once all that was read is handled and no more comes, within the two bounds below; `interval` at the interval only, as Kafka Streams does"),
    /** Longest time between commits. */
    COMMIT_INTERVAL(
            "gregor.commit.interval",
            "100ms",
            null,
            "how long handled records wait for their commit, at most; longer for read models keyed otherwise than their aggregate, from 12 partitions on"),
    /** Most records between commits. */
    COMMIT_MAX_RECORDS(
            "gregor.commit.max-records", "10000", null, "after about how many records a commit is due, if `drained`"),
    /** Snapshots. */
    SNAPSHOT_AFTER_EVENTS(
            "gregor.snapshot.after-events",
            "0",
            null,
            "events between two snapshots; 0 takes one when the events since outweigh the last"),
    /** Cache. */
    SNAPSHOT_CACHE_BYTES(
            "gregor.snapshot.cache-bytes", "16777216", null, "live aggregates cached for each partition, in bytes"),
    /** Store of keys. */
    PRIVACY_STORE(
            "gregor.privacy.store",
            null,
            null,
            "where the keys are that [personal fields](privacy.md) are sealed with: `topic` of the cluster, for all instances, `pkcs12`, a file for one, or `vault`; required if there are such fields"),
    /** File of keys. */
    PRIVACY_STORE_PATH(
            "gregor.privacy.store-path", null, null, "file in PKCS#12 with the keys, if the store is `pkcs12`"),
    /** Password of that. */
    PRIVACY_STORE_PASSWORD("gregor.privacy.store-password", null, null, "password of that file"),
    /** Master keys. */
    PRIVACY_MASTER_KEYS(
            "gregor.privacy.master-keys",
            null,
            null,
            "file with the master keys that wrap the others: in each line a name and 64 hexadecimal digits, the last name in order wraps, or the one in a line `current <name>`; or in PKCS#12"),
    /** Password of those. */
    PRIVACY_MASTER_KEYS_PASSWORD(
            "gregor.privacy.master-keys-password", null, null, "password of that file, if it is in PKCS#12"),
    /** Address of Vault. */
    PRIVACY_VAULT_ADDRESS(
            "gregor.privacy.vault.address",
            null,
            null,
            "URL of HashiCorp Vault or OpenBao, such as `https://vault:8200`, if keys are there"),
    /** Token of Vault. */
    PRIVACY_VAULT_TOKEN_PATH(
            "gregor.privacy.vault.token-path",
            null,
            null,
            "file with the token for it, which is read for each request"),
    /** Namespace of Vault. */
    PRIVACY_VAULT_NAMESPACE("gregor.privacy.vault.namespace", null, null, "namespace in it; without it the root"),
    /** Secrets in Vault. */
    PRIVACY_VAULT_STORE(
            "gregor.privacy.vault.store",
            "secret/gregor",
            null,
            "where the keys of subjects are, if the store is `vault`: the mount of a secrets engine KV version 2, a slash, and a folder for these keys alone"),
    /** Master key in Vault. */
    PRIVACY_VAULT_MASTER_KEY(
            "gregor.privacy.vault.master-key",
            null,
            null,
            "the master key in Vault, in place of a file: the mount of a secrets engine Transit, a slash, and the name of a key, such as `transit/gregor`"),
    /** Store that is lost. */
    PRIVACY_LOST_STORE(
            "gregor.privacy.lost-store",
            null,
            null,
            "id of a store of keys that is lost for good, as the message names it that refuses the start with another one: what is sealed with it reads as its replacement from then on"),
    /** Life of keys in memory. */
    PRIVACY_CACHE_LIFE(
            "gregor.privacy.cache-life",
            "5m",
            null,
            "how long a key of a subject is used without asking the store again, and so how long another instance may still open what was forgotten"),
    /** Number of keys in memory. */
    PRIVACY_CACHE_SUBJECTS(
            "gregor.privacy.cache-subjects", "100000", null, "keys of how many subjects are kept in memory"),
    /** Log format. */
    LOG_FORMAT("gregor.log.format", "plain", null, "`plain` for people, `json` for one JSON object a line"),
    /** Log level. */
    LOG_LEVEL("gregor.log.level", "info", null, "`error`, `warn`, `info`, `debug` or `trace` of our own loggers");

    private final String key;
    private final @Nullable String defaultValue;
    private final @Nullable String option;
    private final String meaning;

    Key(String key, @Nullable String defaultValue, @Nullable String option, String meaning) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.option = option;
        this.meaning = meaning;
    }

    /** The name in a file, such as {@code gregor.http.port}. */
    public String key() {
        return key;
    }

    /** The name in the environment, such as {@code GREGOR_HTTP_PORT}. */
    public String variable() {
        return variable(key);
    }

    /** What holds if nothing is given; null for nothing. */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    /** The name on the command line; null if it cannot be given there. */
    public @Nullable String option() {
        return option;
    }

    /** What it is, for people, in Markdown. */
    public String meaning() {
        return meaning;
    }

    /** Whether nobody is to see its value. */
    boolean isSecret() {
        return this == HTTP_SECURITY_INSTANCE_KEY
                || this == PRIVACY_STORE_PASSWORD
                || this == PRIVACY_MASTER_KEYS_PASSWORD;
    }

    /** The key with this name, however it is punctuated. */
    static Optional<Key> named(String name) {
        String variable = variable(name);
        return Arrays.stream(values())
                .filter(each -> each.variable().equals(variable))
                .findFirst();
    }

    /** Keys that end in the same word, for those who mistyped one. */
    static List<String> like(String name) {
        String word = lastWord(name);
        return Arrays.stream(values())
                .map(Key::key)
                .filter(each -> lastWord(each).equals(word))
                .toList();
    }

    static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static String lastWord(String name) {
        String variable = variable(name);
        return variable.substring(variable.lastIndexOf('_') + 1);
    }
}
