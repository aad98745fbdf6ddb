package dev.gregor.streams;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions that a process left open when it fell out of the consumer group. Whoever reads committed records or offsets
 * would wait for the end of their time-out. A process that still lives could not commit them either.
 *
 * @param group the consumer group, which is the application id
 */
record LeftTransactions(String group) {

    private static final Logger LOG = LoggerFactory.getLogger(LeftTransactions.class);
    private static final int PROCESS_ID_LENGTH = 36;

    /** Aborts them, by fencing who has begun them. */
    void abort(Admin admin) throws InterruptedException {
        try {
            List<String> open = open(admin);
            if (open.isEmpty()) {
                return;
            }
            List<String> left = left(open, clientIds(admin));
            if (!left.isEmpty()) {
                LOG.info("Aborts the transactions of {}, which are no members of {} any more", left, group);
                admin.fenceProducers(left).all().get();
            }
        } catch (ExecutionException | KafkaException e) {
            LOG.debug("Transactions that were left open in {} could not be looked for", group, e);
        }
    }

    private List<String> open(Admin admin) throws ExecutionException, InterruptedException {
        var ongoing = new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING));
        return admin.listTransactions(ongoing).all().get().stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> process(id).isPresent())
                .toList();
    }

    private Set<String> clientIds(Admin admin) throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                .flatMap(described -> described.members().stream())
                .map(MemberDescription::clientId)
                .collect(Collectors.toSet());
    }

    /**
     * The ids of transactions whose process is not among the members.
     *
     * @param clientIds of the members; if these do not all name their process, which they do by themselves, nothing is known
     */
    List<String> left(List<String> open, Set<String> clientIds) {
        Set<String> processes =
                clientIds.stream().map(this::process).flatMap(Optional::stream).collect(Collectors.toSet());
        boolean known = !clientIds.isEmpty()
                && clientIds.stream().allMatch(each -> process(each).isPresent());
        return open.stream()
                .filter(id -> known
                        && process(id).filter(each -> !processes.contains(each)).isPresent())
                .toList();
    }

    /** Kafka Streams begins the ids of transactions and of clients with that of the application and that of the process. */
    private Optional<String> process(String id) {
        Matcher matcher = Pattern.compile(Pattern.quote(group) + "-([0-9a-f-]{%d})-.*".formatted(PROCESS_ID_LENGTH))
                .matcher(id);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
