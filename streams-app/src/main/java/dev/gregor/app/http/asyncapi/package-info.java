/** The AsyncAPI description of topics and messages. */
@NullMarked
package dev.gregor.app.http.asyncapi;

import org.jspecify.annotations.NullMarked;
