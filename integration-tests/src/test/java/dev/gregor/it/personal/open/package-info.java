/** What of the domain with personal fields was in clear at first. */
@NullMarked
package dev.gregor.it.personal.open;

import org.jspecify.annotations.NullMarked;
