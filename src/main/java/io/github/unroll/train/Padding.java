package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.ArrayList;
import java.util.List;

/** Sequences of different lengths side by side. */
final class Padding {

    private Padding() {}

    /** Sequences values[example][row][step] as steps, each (rows, examples); zeros past the end of a sequence. */
    static List<Matrix> steps(double[][][] values) {
        int T = 0;
        for (double[][] sequence : values) {
            T = Math.max(T, sequence[0].length);
        }
        List<Matrix> steps = new ArrayList<>(T);
        for (int t = 0; t < T; t++) {
            double[][] rows = new double[values[0].length][values.length];
            for (int j = 0; j < values.length; j++) {
                for (int i = 0; i < rows.length && t < values[j][i].length; i++) {
                    rows[i][j] = values[j][i][t];
                }
            }
            steps.add(Matrix.of(rows));
        }
        return steps;
    }
}
