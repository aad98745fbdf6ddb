package dev.gregor.app.http.batch;

/**
 * What stands for one command in a body.
 *
 * @param json its bytes; none if there are more than are taken
 * @param isTooLarge whether there are more
 * @param line the line of the body in which it begins, from 1
 * @param column the byte in that line with which it begins, from 1
 */
record Element(byte[] json, boolean isTooLarge, int line, int column) {}
