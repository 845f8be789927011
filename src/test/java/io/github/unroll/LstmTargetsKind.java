package io.github.unroll;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Where the targets of a test are, and whether they are weighted; some weights are 0. */
enum LstmTargetsKind {
    EVERY_STEP,
    WEIGHTED_EVERY_STEP,
    LAST_STEP,
    WEIGHTED_LAST_STEP;

    /** Random targets that fit the loss: one-hot, 0 or 1, or any number. */
    Targets targets(Loss.Kind kind, int nY, int m, int T) {
        Random random = new Random(99);
        boolean last = this == LAST_STEP || this == WEIGHTED_LAST_STEP;
        List<Matrix> steps = new ArrayList<>();
        for (int t = 0; t < T; t++) {
            steps.add(step(kind, nY, m, random));
        }
        Targets targets = last ? Targets.lastStep(steps.get(T - 1)) : Targets.everyStep(steps);
        return switch (this) {
            case EVERY_STEP, LAST_STEP -> targets;
            case WEIGHTED_EVERY_STEP, WEIGHTED_LAST_STEP -> targets.weighted(weights(m, last ? 1 : T, random));
        };
    }

    private static Matrix step(Loss.Kind kind, int nY, int m, Random random) {
        return switch (kind) {
            case SOFTMAX_CROSS_ENTROPY -> oneHot(nY, m, random);
            case SIGMOID_BINARY_CROSS_ENTROPY -> Matrix.generate(nY, m, () -> random.nextInt(2));
            case HALF_SQUARED_ERROR -> Matrix.generate(nY, m, random::nextGaussian);
        };
    }

    private static Matrix oneHot(int nY, int m, Random random) {
        double[][] rows = new double[nY][m];
        for (int j = 0; j < m; j++) {
            rows[random.nextInt(nY)][j] = 1;
        }
        return Matrix.of(rows);
    }

    /** The first is 0 unless it is the only one. */
    private static Matrix weights(int m, int columns, Random random) {
        double[][] weights = new double[m][columns];
        for (double[] row : weights) {
            for (int t = 0; t < columns; t++) {
                row[t] = 0.25 + random.nextDouble();
            }
        }
        weights[0][0] = m * columns == 1 ? 1 : 0;
        return Matrix.of(weights);
    }
}
