package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.random.RandomGenerator;

/** Draws labels from predicted class probabilities, for generating sequences. */
public final class Sampling {

    private Sampling() {}

    /**
     * A label for each column.
     *
     * <pre>{@code
     * probability of k = y_k^(1 / temperature) / sum over all      1: as predicted, towards 0: the most likely
     * }</pre>
     *
     * @param y (classes, m), probabilities, at least one of each column above 0
     * @param temperature finite and above 0
     * @param random the caller's generator, of which {@code nextDouble} is called once for each column
     * @return m labels
     * @throws IllegalArgumentException if an argument is null, the temperature is out of range, a value is negative or
     *     not finite, or a column is all zeros
     */
    public static int[] draw(Matrix y, double temperature, RandomGenerator random) {
        Checks.present("Sampling.draw", "y", y);
        Checks.positive("Sampling.draw", "temperature", temperature);
        Checks.present("Sampling.draw", "random", random);
        double[][] weights = new double[y.columns()][];
        for (int j = 0; j < weights.length; j++) {
            weights[j] = weights(y, j, temperature);
        }
        int[] labels = new int[y.columns()];
        for (int j = 0; j < labels.length; j++) {
            labels[j] = draw(weights[j], random.nextDouble());
        }
        return labels;
    }

    /**
     * {@code exp((log y_k - log of the largest) / temperature)}: 1 for the largest, so the sum is neither 0 nor
     * infinite.
     */
    private static double[] weights(Matrix y, int column, double temperature) {
        double largest = 0;
        for (int k = 0; k < y.rows(); k++) {
            Checks.notNegative("Sampling.draw", "y at (" + k + ", " + column + ")", y.get(k, column));
            largest = Math.max(largest, y.get(k, column));
        }
        if (largest == 0) {
            throw Checks.error("Sampling.draw", "y[" + column + "]", "above 0 in at least one row", "all zeros");
        }
        double[] weights = new double[y.rows()];
        for (int k = 0; k < weights.length; k++) {
            double log = StrictMath.log(y.get(k, column)) - StrictMath.log(largest);
            weights[k] = StrictMath.exp(log / temperature);
        }
        return weights;
    }

    private static int draw(double[] weights, double random) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = random * sum;
        int last = 0;
        for (int k = 0; k < weights.length; k++) {
            if (weights[k] > 0) {
                last = k;
                left -= weights[k];
                if (left < 0) {
                    return k;
                }
            }
        }
        return last; // rounding left a rest
    }
}
