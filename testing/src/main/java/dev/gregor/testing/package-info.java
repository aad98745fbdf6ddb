/** What users test their aggregates and projections with. */
@NullMarked
package dev.gregor.testing;

import org.jspecify.annotations.NullMarked;
