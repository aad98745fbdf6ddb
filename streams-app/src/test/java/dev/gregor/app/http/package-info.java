/** Tests of HTTP. */
@NullMarked
package dev.gregor.app.http;

import org.jspecify.annotations.NullMarked;
