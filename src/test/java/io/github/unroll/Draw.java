package io.github.unroll;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded random values for the tests. */
final class Draw {

    private final Random random;

    Draw(long seed) {
        random = new Random(seed);
    }

    /** Standard normal. */
    Matrix matrix(int rows, int columns) {
        return Matrix.generate(rows, columns, random::nextGaussian);
    }

    /** T matrices, standard normal. */
    List<Matrix> steps(int T, int rows, int columns) {
        List<Matrix> steps = new ArrayList<>(T);
        for (int t = 0; t < T; t++) {
            steps.add(matrix(rows, columns));
        }
        return steps;
    }

    /** No symmetry, no zero; Waa of a spectral radius below 1, so that a linear recurrence stays small over 50 steps. */
    RnnParameters rnn(int nX, int nA, int nY) {
        return new RnnParameters(
                matrix(nA, nX).times(0.7),
                matrix(nA, nA).times(0.8 / Math.sqrt(nA)),
                matrix(nY, nA).times(0.7),
                matrix(nA, 1).times(0.5),
                matrix(nY, 1).times(0.5));
    }

    /** One-hot columns for a softmax, zeros and ones for a sigmoid, anything for the identity. */
    Matrix target(Output output, int nY, int m) {
        if (output == Output.IDENTITY) {
            return matrix(nY, m);
        }
        double[][] target = new double[nY][m];
        for (int j = 0; j < m; j++) {
            if (output == Output.SOFTMAX) {
                target[random.nextInt(nY)][j] = 1;
                continue;
            }
            for (int k = 0; k < nY; k++) {
                target[k][j] = random.nextInt(2);
            }
        }
        return Matrix.of(target);
    }

    /** T targets. */
    List<Matrix> targets(Output output, int T, int nY, int m) {
        List<Matrix> targets = new ArrayList<>(T);
        for (int t = 0; t < T; t++) {
            targets.add(target(output, nY, m));
        }
        return targets;
    }

    /** Weights from 0.5 to 1.5, about one in four of them 0, the last never. */
    Matrix weights(int m, int T) {
        double[][] weights = new double[m][T];
        for (double[] row : weights) {
            for (int t = 0; t < T; t++) {
                row[t] = random.nextInt(4) == 0 ? 0 : 0.5 + random.nextDouble();
            }
        }
        weights[m - 1][T - 1] = 0.75;
        return Matrix.of(weights);
    }
}
