package dev.gregor.kafka.rights;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.junit.jupiter.api.Test;

class RightsTest {

    @Test
    void anApplicationWithAStepInBetweenMakesReadsWritesAndCleansItsTopics() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
                .repartition(
                        Repartitioned.with(Serdes.String(), Serdes.String()).withName("step"))
                .groupByKey()
                .count(Named.as("count"), Materialized.as("counts"))
                .toStream()
                .to("out", Produced.with(Serdes.String(), Serdes.Long()));
        assertThat(StreamsRights.of("a", builder.build()))
                .isEqualTo(Rights.of(
                        Rights.group("a", READ),
                        Rights.transactions("a-"),
                        Rights.topic("in", READ),
                        Rights.topic("out", WRITE),
                        Rights.topics("a-", CREATE, READ, WRITE, DELETE)));
    }

    @Test
    void anApplicationWithoutStateMakesNoTopics() {
        Topology topology = new Topology().addSource("source", "in").addSink("sink", "out", "source");
        assertThat(StreamsRights.ofAll("a-v", topology))
                .isEqualTo(Rights.of(
                        Rights.groups("a-v", READ),
                        Rights.transactions("a-v"),
                        Rights.topic("in", READ),
                        Rights.topic("out", WRITE)));
    }

    @Test
    void describeIsNotListedWhereItComesAlong() {
        assertThat(Rights.topic("in", DESCRIBE, READ)).isEqualTo(Rights.topic("in", READ));
        assertThat(Rights.topic("in", DESCRIBE, CREATE).all()).hasSize(2);
    }

    @Test
    void commandsAndTableHaveALineForEachResource() {
        Rights rights = Rights.of(Rights.topic("in", READ, CREATE), Rights.groups("g-", READ));
        assertThat(rights.commands("User:a b", "kafka:9092"))
                .containsExactly(
                        "kafka-acls --bootstrap-server kafka:9092 --command-config admin.properties --add"
                                + " --allow-principal 'User:a b' --operation Read --operation Create --topic in",
                        "kafka-acls --bootstrap-server kafka:9092 --command-config admin.properties --add"
                                + " --allow-principal 'User:a b' --operation Read --group g- --resource-pattern-type prefixed");
        assertThat(rights.table())
                .isEqualTo(List.of(
                        "| resource | operations |",
                        "| --- | --- |",
                        "| topic `in` | Read, Create |",
                        "| groups that begin with `g-` | Read |"));
    }

    @Test
    void whatIsMissingNamesTheUserAsTheSettingsDo() {
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers",
                "kafka:9092",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"bank\\\"s\" password=\"x\";");
        assertThat(new RightsCheck(kafka).inWords(Rights.topic("in", READ)))
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith(
                                "User:bank\"s may not Read on topic in: run kafka-acls --bootstrap-server kafka:9092")
                        .doesNotContain("password"));
        assertThat(new RightsCheck(kafka).inWords(Rights.none())).isEmpty();
    }

    @Test
    void onlyWhatCannotBeDoneLaterIsAnAnswer() {
        assertThat(List.of(
                        new UnknownMemberIdException("left"),
                        new TopicExistsException("there"),
                        new UnknownTopicOrPartitionException("not there")))
                .allMatch(RightsCheck::isAnswer);
        assertThat(List.of(
                        new TimeoutException("late"),
                        new DisconnectException("gone"),
                        new CoordinatorNotAvailableException("elected"),
                        new SaslAuthenticationException("who?"),
                        new KafkaException("something")))
                .noneMatch(RightsCheck::isAnswer);
    }

    @Test
    void aClusterThatSaysNothingIsNotOneThatAllowsAll() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RightsCheck check = new RightsCheck(Map.of("bootstrap.servers", "127.0.0.1:" + silent.getLocalPort()));
            assertThatThrownBy(() -> check.refusal(Rights.group("g", READ))).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void partsOfRights() {
        Rights named = Rights.of(Rights.topic("in", READ), Rights.groups("g-", READ));
        Rights transactions = Rights.transactions("t-");
        assertThat(Rights.of(named, transactions).withoutTransactions()).isEqualTo(named);
        assertThat(Rights.of(named, transactions, Rights.topics("in", WRITE), Rights.topic("*", WRITE))
                        .ofNamedTopics())
                .isEqualTo(Rights.of(named, transactions));
    }

    @Test
    void refusalsAreKnownBehindOtherExceptions() {
        var refused = new StreamsException("sending", new TopicAuthorizationException(Set.of("out")));
        assertThat(Refusal.isMeantBy(refused)).isTrue();
        assertThat(Refusal.topics(refused)).containsExactly("out");
        assertThat(Refusal.isMeantBy(new StreamsException(new SaslAuthenticationException("who?"))))
                .isTrue();
        assertThat(Refusal.isMeantBy(
                        new KafkaException("Unexpected error in TxnOffsetCommitResponse: Topic authorization failed.")))
                .isTrue();
        assertThat(Refusal.isMeantBy(new StreamsException(new TimeoutException("late"))))
                .isFalse();
    }
}
