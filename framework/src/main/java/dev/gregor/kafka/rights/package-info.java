/** What clients have to be allowed by the authorizer of a cluster, and what of it they are not. */
@NullMarked
package dev.gregor.kafka.rights;

import org.jspecify.annotations.NullMarked;
