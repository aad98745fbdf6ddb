/** Parcels, whose events have changed twice. */
@NullMarked
package dev.gregor.it.parcel;

import org.jspecify.annotations.NullMarked;
