@NullMarked
package dev.gregor.node.domain;

import org.jspecify.annotations.NullMarked;
