/** What the write side asks of a storage of aggregates. */
@NullMarked
package dev.gregor.write.storage;

import org.jspecify.annotations.NullMarked;
