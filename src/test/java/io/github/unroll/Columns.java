package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Matrices as their columns, drawn, copied and compared. */
final class Columns {

    /** Around every block size there is: powers of two, one less, one more, and primes. */
    static final int[] SIZES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 31, 32, 33, 64, 65, 100, 129};

    private final SplittableRandom random = new SplittableRandom(101);

    /** Of very different magnitudes, so that another order of summation gives other bits, and with zeros of both signs. */
    double[][] draw(int rows, int columns) {
        double[][] matrix = new double[columns][rows];
        for (double[] column : matrix) {
            for (int i = 0; i < rows; i++) {
                int exponent = random.nextInt(21);
                column[i] = (random.nextDouble() - 0.5) * (exponent == 20 ? 0.0 : 1 << exponent);
            }
        }
        return matrix;
    }

    static double[][] copy(double[][] columns) {
        double[][] copy = new double[columns.length][];
        for (int j = 0; j < copy.length; j++) {
            copy[j] = columns[j].clone();
        }
        return copy;
    }

    /** Compares bits, but for the payload of a NaN, as AssertJ's isDeepEqualTo does not: to it 0.0 and -0.0 are the same. */
    static void same(double[][] actual, double[][] expected, String what, int... sizes) {
        if (!Arrays.deepEquals(actual, expected)) { // looked at first, because it takes less time
            assertThat(actual).as("%s of %s", what, Arrays.toString(sizes)).isEqualTo(expected);
        }
    }
}
