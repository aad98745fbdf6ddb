/** A node in a Spring Boot application: its settings, its beans, its start and its end. */
@NullMarked
package dev.gregor.spring;

import org.jspecify.annotations.NullMarked;
