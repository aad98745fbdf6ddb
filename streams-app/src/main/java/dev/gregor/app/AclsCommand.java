package dev.gregor.app;

import dev.gregor.kafka.rights.Rights;
import dev.gregor.node.NodeRights;
import dev.gregor.node.settings.Settings;
import dev.gregor.sql.outbox.OutboxRelay;
import dev.gregor.sql.outbox.RelaySettings;
import dev.gregor.sql.sink.SqlSink;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Prints what somebody needs to be allowed by the authorizer of the cluster.
 *
 * @param user who
 * @param principal by which name the cluster knows who
 * @param publishes topics that it writes messages to, besides those of the settings
 * @param database what a relay or a sink has to do with a database
 * @param table whether a table is printed, and no commands
 */
record AclsCommand(User user, String principal, List<String> publishes, OfDatabase database, boolean table) {

    static final String NAME = "acls";
    private static final String FOR = "--for";
    private static final String PRINCIPAL = "--principal";
    private static final String PUBLISHES = "--publishes";
    private static final String OUTBOX_TABLE = "--outbox-table";
    private static final String SINK = "--sink";
    private static final String READS = "--reads";
    private static final String TABLE = "--table";
    private static final String BOOTSTRAP_SERVERS = "<bootstrap-servers>";

    /** Who needs rights. */
    enum User {
        APP("app", "a node, with all that it may do"),
        PROJECTIONS("projections", "what of that is for the read models"),
        SUBSCRIBER("subscriber", "the subscribers of the domain, where they run without a node"),
        RELAY("relay", "the relay of an outbox"),
        SINK("sink", "a read model in tables of a database"),
        CLI("cli", "rebuild and verify");

        private final String word;
        private final String meaning;

        User(String word, String meaning) {
            this.word = word;
            this.meaning = meaning;
        }

        static User of(Options options, String word) {
            return Arrays.stream(values())
                    .filter(each -> each.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            options.commandLine(),
                            "'%s' is nobody who needs rights, only %s are: correct --for".formatted(word, words())));
        }

        private static String words() {
            return Arrays.stream(values()).map(each -> each.word).collect(Collectors.joining(", "));
        }
    }

    /**
     * What is not in the settings.
     *
     * @param outboxTable the table of the outbox of a relay
     * @param sink the name of the projection of a sink
     * @param reads the topics of that
     */
    record OfDatabase(String outboxTable, String sink, List<String> reads) {

        static OfDatabase of(Options options, User user) {
            String sink = options.given(AclsCommand.SINK).orElse("");
            List<String> reads = names(options, READS);
            if (user == User.SINK && (sink.isEmpty() || reads.isEmpty())) {
                throw new ParameterException(
                        options.commandLine(), "A sink has a name, and topics: add --sink <name> --reads <topics>");
            }
            return new OfDatabase(
                    options.given(OUTBOX_TABLE).orElse(RelaySettings.standard().table()), sink, reads);
        }
    }

    static CommandSpec withOptions(CommandSpec spec) {
        String users = Arrays.stream(User.values())
                .map(each -> each.word + " (" + each.meaning + ")")
                .collect(Collectors.joining(", "));
        spec.addOption(option(FOR, "who", "who needs rights: " + users + "; app unless it is said"));
        spec.addOption(option(PRINCIPAL, "principal", "as the cluster knows who; User:gregor-<who> unless it is said"));
        spec.addOption(option(PUBLISHES, "topics", "topics that messages are published to, besides gregor.topics"));
        spec.addOption(option(OUTBOX_TABLE, "table", "the table of the outbox of the relay; outbox unless it is said"));
        spec.addOption(option(SINK, "name", "the name of the projection of the sink"));
        spec.addOption(option(READS, "topics", "the topics that the sink reads"));
        spec.addOption(OptionSpec.builder(TABLE)
                .type(boolean.class)
                .description("print a table, and no commands")
                .build());
        spec.usageMessage()
                .footer(
                        "",
                        "Example:",
                        "  java -jar streams-app.jar acls --for app --domain bank.jar --principal User:bank");
        return spec;
    }

    private static OptionSpec option(String name, String label, String meaning) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel("<" + label + ">")
                .description(meaning)
                .build();
    }

    /**
     * As the command line says.
     *
     * @throws ParameterException if it says who does not exist, or too little of a sink
     */
    static AclsCommand of(Options options) {
        User user = options.given(FOR).map(word -> User.of(options, word)).orElse(User.APP);
        return new AclsCommand(
                user,
                options.given(PRINCIPAL).orElse("User:gregor-" + user.word),
                names(options, PUBLISHES),
                OfDatabase.of(options, user),
                options.has(TABLE));
    }

    private static List<String> names(Options options, String option) {
        return options.given(option)
                .map(topics -> topics.split(",", -1))
                .map(List::of)
                .orElse(List.of());
    }

    /** What is to be printed, by line. */
    List<String> lines(Settings settings) {
        Rights rights = rights(NodeRights.of(settings));
        String servers = settings.cluster().bootstrapServers();
        return table ? rights.table() : rights.commands(principal, servers == null ? BOOTSTRAP_SERVERS : servers);
    }

    private Rights rights(NodeRights node) {
        Rights own = switch (user) {
            case APP -> node.node();
            case PROJECTIONS -> node.projections();
            case SUBSCRIBER -> node.subscribers();
            case RELAY ->
                OutboxRelay.rights(node.messaging(), RelaySettings.standard().withTable(database.outboxTable()));
            case SINK -> Rights.of(node.schemas(), SqlSink.rights(node.messaging(), database.sink(), database.reads()));
            case CLI -> node.maintenance();
        };
        return Rights.of(own, NodeRights.publishing(publishes));
    }
}
