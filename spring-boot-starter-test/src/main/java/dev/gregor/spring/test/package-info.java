/** Tests of Spring Boot applications with a node, with and without a broker. */
@NullMarked
package dev.gregor.spring.test;

import org.jspecify.annotations.NullMarked;
