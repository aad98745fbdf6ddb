/** What a domain consists of, found in JARs. */
@NullMarked
package dev.gregor.node.domain;

import org.jspecify.annotations.NullMarked;
