/** HTTP: commands, aggregates, events and read models as JSON, with health, metrics and the description of it all. */
@NullMarked
package dev.gregor.app.http;

import org.jspecify.annotations.NullMarked;
