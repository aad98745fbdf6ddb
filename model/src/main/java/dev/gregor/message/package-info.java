/** What a message is on the wire: its logical type, its metadata, its headers. */
@NullMarked
package dev.gregor.message;

import org.jspecify.annotations.NullMarked;
