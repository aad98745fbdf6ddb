/** The example of a Spring Boot application, built outside this project and run as processes. */
package dev.gregor.e2e.spring;
