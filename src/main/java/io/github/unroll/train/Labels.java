package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.ArrayList;
import java.util.List;

/** Class labels, numbered from 0, as one-hot columns and back. */
public final class Labels {

    private Labels() {}

    /**
     * A column for each label, 1 in the label's row and 0 elsewhere. The labels may be those of a batch (a column is an
     * example) or of a sequence (a column is a step), as a {@link Dataset} takes it.
     *
     * @param classes the number of classes, at least 1
     * @param labels at least one, each from 0 to classes - 1
     * @return (classes, labels.length)
     * @throws IllegalArgumentException if {@code classes} is below 1, {@code labels} is null or empty, or there is no
     *     such class
     */
    public static Matrix oneHot(int classes, int... labels) {
        check("Labels.oneHot", "labels", classes, labels);
        double[][] rows = new double[classes][labels.length];
        for (int j = 0; j < labels.length; j++) {
            rows[labels[j]][j] = 1;
        }
        return Matrix.of(rows);
    }

    /**
     * Label sequences of a batch as targets or inputs of every step. Past the end of a sequence its column is 0;
     * nothing looks at it.
     *
     * @param classes the number of classes, at least 1
     * @param sequences m sequences of labels, each at least 1 long; T is the length of the longest
     * @return T matrices, each (classes, m)
     * @throws IllegalArgumentException if {@code classes} is below 1, {@code sequences} or one of them is null or
     *     empty, or there is no such class
     */
    public static List<Matrix> oneHotSteps(int classes, int[]... sequences) {
        Checks.present("Labels.oneHotSteps", "sequences", sequences);
        if (sequences.length == 0) {
            throw Checks.error("Labels.oneHotSteps", "sequences", "at least one sequence", "empty");
        }
        int T = 0;
        for (int j = 0; j < sequences.length; j++) {
            check("Labels.oneHotSteps", "sequences[" + j + "]", classes, sequences[j]);
            T = Math.max(T, sequences[j].length);
        }
        List<Matrix> steps = new ArrayList<>(T);
        for (int t = 0; t < T; t++) {
            double[][] rows = new double[classes][sequences.length];
            for (int j = 0; j < sequences.length; j++) {
                if (t < sequences[j].length) {
                    rows[sequences[j][t]][j] = 1;
                }
            }
            steps.add(Matrix.of(rows));
        }
        return steps;
    }

    /**
     * The row of the largest value of each column, the first if there are several: the class that a prediction holds
     * most likely, and the label of a one-hot column. Of one row, as one sigmoid output gives, it is 1 where that is above 0.5,
     * and 0 elsewhere.
     *
     * @param columns (classes, m)
     * @return m labels
     * @throws IllegalArgumentException if {@code columns} is null or holds a NaN, beside which nothing is largest
     */
    public static int[] of(Matrix columns) {
        Checks.present("Labels.of", "columns", columns);
        int[] labels = new int[columns.columns()];
        for (int j = 0; j < labels.length; j++) {
            labels[j] = label(columns, j);
            if (labels[j] < 0) {
                throw Checks.error("Labels.of", "column " + j + " of columns", "without NaN", "one with a NaN");
            }
        }
        return labels;
    }

    /** The class that a column holds most likely, -1 where it holds a NaN. */
    static int label(Matrix columns, int column) {
        boolean yes = columns.rows() == 1 && columns.get(0, column) > 0.5;
        return yes ? 1 : largest(columns, column);
    }

    /** The row of the largest value, -1 where the column holds a NaN. */
    static int largest(Matrix columns, int column) {
        int largest = 0;
        for (int k = 0; k < columns.rows(); k++) {
            double value = columns.get(k, column);
            if (Double.isNaN(value)) {
                return -1;
            }
            largest = value > columns.get(largest, column) ? k : largest;
        }
        return largest;
    }

    static void check(String method, String name, int classes, int[] labels) {
        Checks.size(method, "classes", classes);
        Checks.present(method, name, labels);
        if (labels.length == 0) {
            throw Checks.error(method, name, "at least one label", "empty");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                String expected = "from 0 to " + (classes - 1);
                throw Checks.error(method, name + "[" + i + "]", expected, String.valueOf(labels[i]));
            }
        }
    }
}
