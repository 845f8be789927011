package io.github.unroll.train;

import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/**
 * Normally distributed numbers from a generator's {@code nextDouble}: Marsaglia's polar method. Not the generator's own
 * {@code nextGaussian}, the algorithm of which may differ between JDKs.
 *
 * <p>Marsaglia, G. and Bray, T. A. (1964). A convenient method for generating normal variables. doi:10.1137/1006063
 */
final class Gaussian implements DoubleSupplier {

    private final RandomGenerator random;
    private double spare = Double.NaN;

    Gaussian(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public double getAsDouble() {
        if (!Double.isNaN(spare)) {
            double next = spare;
            spare = Double.NaN;
            return next;
        }
        double u;
        double v;
        double s;
        do {
            u = 2 * random.nextDouble() - 1;
            v = 2 * random.nextDouble() - 1;
            s = u * u + v * v;
        } while (s >= 1 || s == 0);
        double factor = Math.sqrt(-2 * StrictMath.log(s) / s);
        spare = v * factor;
        return u * factor;
    }
}
