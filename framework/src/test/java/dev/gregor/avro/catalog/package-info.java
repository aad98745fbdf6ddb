/** Tests of the catalogs of schemas. */
@NullMarked
package dev.gregor.avro.catalog;

import org.jspecify.annotations.NullMarked;
