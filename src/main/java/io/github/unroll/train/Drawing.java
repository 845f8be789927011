package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.random.RandomGenerator;

/**
 * The matrices of one model drawn one after the other from one generator. An initializer may be the caller's own, so what it
 * gives is checked.
 *
 * @param method the public entry, for messages
 * @param nA the model's hidden units
 * @param random the caller's generator
 */
record Drawing(String method, int nA, RandomGenerator random) {

    /** The next matrix, (rows, columns); name is the initializer's in {@link Initialization}. */
    Matrix next(String name, Initializer initializer, int rows, int columns) {
        Matrix drawn = initializer.draw(rows, columns, nA, random);
        Checks.shape(method, "the matrix of " + name, drawn, "rows, columns", rows, columns);
        Checks.finite(method, "the matrix of " + name, drawn);
        return drawn;
    }
}
