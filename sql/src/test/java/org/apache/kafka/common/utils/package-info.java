/** What Debezium needs of an earlier Kafka. */
@NullMarked
package org.apache.kafka.common.utils;

import org.jspecify.annotations.NullMarked;
