/** On a cluster with TLS, SCRAM and an authorizer. */
@NullMarked
package dev.gregor.it.secured;

import org.jspecify.annotations.NullMarked;
