/** What is served: the definitions, the node behind them and its readiness. */
@NullMarked
package dev.gregor.app.http.api;

import org.jspecify.annotations.NullMarked;
