package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.random.RandomGenerator;

/**
 * Random orthonormal rows: normally distributed rows, each freed of its parts along those before it and made of length
 * 1. That is the Q of a QR decomposition with a positive diagonal, so it is evenly distributed.
 */
final class Orthogonal {

    private Orthogonal() {}

    static Matrix draw(int rows, int columns, RandomGenerator random) {
        int count = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double[][] q = new double[count][length];
        Gaussian gaussian = new Gaussian(random);
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < length; k++) {
                q[i][k] = gaussian.getAsDouble();
            }
            // twice: what rounding leaves of the other rows after the first time is gone after the second
            for (int time = 0; time < 2; time++) {
                for (int j = 0; j < i; j++) {
                    addMultiple(q[i], -dot(q[i], q[j]), q[j]);
                }
                scale(q[i], 1 / Math.sqrt(dot(q[i], q[i])));
            }
        }
        Matrix orthonormalRows = Matrix.of(q);
        return rows <= columns ? orthonormalRows : orthonormalRows.transpose();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static void addMultiple(double[] a, double factor, double[] b) {
        for (int k = 0; k < a.length; k++) {
            a[k] += factor * b[k];
        }
    }

    private static void scale(double[] a, double factor) {
        for (int k = 0; k < a.length; k++) {
            a[k] *= factor;
        }
    }
}
