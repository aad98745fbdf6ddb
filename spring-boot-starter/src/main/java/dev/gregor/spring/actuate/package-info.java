/** What Spring Boot's Actuator shows of a node. */
@NullMarked
package dev.gregor.spring.actuate;

import org.jspecify.annotations.NullMarked;
