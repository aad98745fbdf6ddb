/** The User domain, written as a user of the framework writes one. */
@NullMarked
package dev.gregor.user;

import org.jspecify.annotations.NullMarked;
