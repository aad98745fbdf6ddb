/** Tests of batches. */
@NullMarked
package dev.gregor.app.http.batch;

import org.jspecify.annotations.NullMarked;
