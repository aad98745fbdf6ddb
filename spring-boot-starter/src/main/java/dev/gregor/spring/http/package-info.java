/** The HTTP API of a node in the web server of a Spring Boot application. */
@NullMarked
package dev.gregor.spring.http;

import org.jspecify.annotations.NullMarked;
