package io.github.unroll;

import java.util.List;
import java.util.Random;

/** Losses whose gradients are known by hand. */
final class GradientLosses {

    static final Matrix W = draw(1, 4, 3);
    static final Matrix b = draw(2, 4, 1);
    static final List<Matrix> x = List.of(draw(3, 3, 5), draw(4, 3, 5), draw(5, 3, 5));

    private GradientLosses() {}

    static Matrix draw(long seed, int rows, int columns) {
        Random random = new Random(seed);
        return Matrix.generate(rows, columns, random::nextGaussian);
    }

    /** The sum of {@code w²/2 + w³/6}. */
    static double cubic(Matrix matrix) {
        double sum = 0;
        for (double[] row : matrix.toArray()) {
            for (double w : row) {
                sum += w * w / 2 + w * w * w / 6;
            }
        }
        return sum;
    }

    static double cubic(List<Matrix> steps) {
        return steps.stream().mapToDouble(GradientLosses::cubic).sum();
    }

    /** A check of {@link #cubic(Matrix)} at one matrix. */
    static GradientCheck cubicOf(String name, Matrix value, Matrix claimed) {
        return GradientCheck.of(values -> cubic(values.get(name))).with(name, value, claimed);
    }

    /** {@code w + w²/2}. */
    static Matrix cubicGradient(Matrix matrix) {
        return matrix.map(w -> w + w * w / 2);
    }

    static List<Matrix> cubicGradient(List<Matrix> steps) {
        return steps.stream().map(GradientLosses::cubicGradient).toList();
    }

    static Matrix with(Matrix matrix, int row, int column, double value) {
        double[][] rows = matrix.toArray();
        rows[row][column] = value;
        return Matrix.of(rows);
    }

    static double sum(Matrix matrix) {
        double sum = 0;
        for (double[] row : matrix.toArray()) {
            for (double v : row) {
                sum += v;
            }
        }
        return sum;
    }
}
