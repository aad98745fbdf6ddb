package dev.gregor.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;

class SendRefusalTest {

    @Test
    void aRecordIsRefusedForWhatItIsOrWhereItGoes() {
        assertThat(SendRefusal.isMeantBy(new RecordTooLargeException("large"))).isTrue();
        assertThat(SendRefusal.isMeantBy(new TopicAuthorizationException(Set.of("out"))))
                .isTrue();
        assertThat(SendRefusal.isMeantBy(new TimeoutException("later"))).isFalse();
    }

    @Test
    void credentialsThatAreRefusedAreNoMatterOfTheRecord() {
        var refused = new SaslAuthenticationException("no such user");
        assertThat(SendRefusal.isMeantBy(refused)).isFalse();
    }

    @Test
    void rightsOfTheSenderAreNoMatterOfTheRecord() {
        assertThat(SendRefusal.isMeantBy(new TransactionalIdAuthorizationException("not this id")))
                .isFalse();
        assertThat(SendRefusal.isMeantBy(GroupAuthorizationException.forGroupId("not this group")))
                .isFalse();
        assertThat(SendRefusal.isMeantBy(new ClusterAuthorizationException("not idempotent")))
                .isFalse();
    }
}
