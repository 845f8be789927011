package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.random.RandomGenerator;

/** An initializer that prints as the call that made it. */
record NamedInitializer(String name, Initializer initializer) implements Initializer {

    @Override
    public Matrix draw(int rows, int columns, int nA, RandomGenerator random) {
        return initializer.draw(rows, columns, nA, random);
    }

    @Override
    public String toString() {
        return name;
    }
}
