/** The other instances of the application, asked over HTTP. */
@NullMarked
package dev.gregor.app.http.instance;

import org.jspecify.annotations.NullMarked;
