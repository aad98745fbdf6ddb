/** The OpenAPI description of what is served, and a page to try it on. */
@NullMarked
package dev.gregor.app.http.openapi;

import org.jspecify.annotations.NullMarked;
