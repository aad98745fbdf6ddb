/** Who may ask what: what routes give access to, callers, and how they are let pass. */
@NullMarked
package dev.gregor.app.http.access;

import org.jspecify.annotations.NullMarked;
