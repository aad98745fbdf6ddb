package dev.gregor.benchmarks.seal;

/** How long something took. */
record ForgetFigure(String what, double seconds) {}
