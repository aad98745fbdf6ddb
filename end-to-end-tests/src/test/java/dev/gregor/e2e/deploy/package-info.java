/** What is published, and what it is deployed with: checked as files, without a registry and without an engine of containers. */
@NullMarked
package dev.gregor.e2e.deploy;

import org.jspecify.annotations.NullMarked;
