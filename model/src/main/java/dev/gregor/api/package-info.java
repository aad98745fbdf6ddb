/** How others use what runs: they send commands, query read models and read events, in the process of a node or from elsewhere. */
@NullMarked
package dev.gregor.api;

import org.jspecify.annotations.NullMarked;
