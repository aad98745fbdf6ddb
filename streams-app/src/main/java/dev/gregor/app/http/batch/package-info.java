/** Many commands in one request: read as they arrive, sent a few at a time, answered in their order. */
@NullMarked
package dev.gregor.app.http.batch;

import org.jspecify.annotations.NullMarked;
