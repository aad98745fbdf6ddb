/** Accounts in a Spring Boot application. */
@NullMarked
package com.example.springbank;

import org.jspecify.annotations.NullMarked;
