package io.github.unroll;

import java.util.List;

/**
 * The entries of a matrix, of a sequence of matrices or of a vector under one running index: step by step, row by row.
 *
 * @param kind what they are to the caller
 * @param values {@code [step][row][column]}; a vector is the only row of the only step, so that the array is the caller's
 */
record GradientCells(Kind kind, double[][][] values) {

    enum Kind {
        MATRIX,
        STEPS,
        VECTOR
    }

    /** A copy of the matrices' values; a single matrix is a list of one. */
    static GradientCells of(Kind kind, List<Matrix> matrices) {
        double[][][] values = new double[matrices.size()][][];
        for (int t = 0; t < values.length; t++) {
            values[t] = matrices.get(t).toArray();
        }
        return new GradientCells(kind, values);
    }

    int steps() {
        return values.length;
    }

    int rows() {
        return kind == Kind.VECTOR ? columnsOfArray() : values[0].length;
    }

    int columns() {
        return kind == Kind.VECTOR ? 1 : columnsOfArray();
    }

    int size() {
        return steps() * perStep();
    }

    int perStep() {
        return values[0].length * columnsOfArray();
    }

    double get(int index) {
        return line(index)[index % columnsOfArray()];
    }

    void set(int index, double value) {
        line(index)[index % columnsOfArray()] = value;
    }

    /** A copy of all entries in the order of their index. */
    double[] flat() {
        double[] flat = new double[size()];
        for (int index = 0; index < flat.length; index++) {
            flat[index] = get(index);
        }
        return flat;
    }

    int step(int index) {
        return index / perStep();
    }

    int row(int index) {
        return index % perStep() / columns();
    }

    int column(int index) {
        return index % columns();
    }

    /** {@code [2, 1]}, {@code step 3 [2, 1]}, or {@code [2]}. */
    String place(int index) {
        return place(kind, step(index), row(index), column(index));
    }

    static String place(Kind kind, int step, int row, int column) {
        return switch (kind) {
            case MATRIX -> "[" + row + ", " + column + "]";
            case STEPS -> "step " + step + " [" + row + ", " + column + "]";
            case VECTOR -> "[" + row + "]";
        };
    }

    /** {@code (5, 3)}, {@code 4 x (5, 3)}, or {@code (5)}. */
    String shape() {
        return shape(kind, values);
    }

    /** The shape in words, of arrays that nobody has checked: null and ragged ones have a name too. */
    static String shape(Kind kind, double[][][] values) {
        String problem = problem(values);
        if (problem != null) {
            return problem;
        }
        int rows = values[0].length;
        int columns = values[0][0].length;
        return switch (kind) {
            case MATRIX -> "(" + rows + ", " + columns + ")";
            case STEPS -> values.length + " x (" + rows + ", " + columns + ")";
            case VECTOR -> "(" + columns + ")";
        };
    }

    /** Null where the arrays are rectangular, at least one by one by one, and present; otherwise what they are instead. */
    static String problem(double[][][] values) {
        if (values == null) {
            return "null";
        }
        for (double[][] step : values) {
            if (step == null || step.length == 0) {
                return step == null ? "null" : "empty";
            }
            for (double[] row : step) {
                if (row == null || row.length == 0) {
                    return row == null ? "null" : "empty";
                }
                if (step.length != values[0].length || row.length != values[0][0].length) {
                    return "ragged";
                }
            }
        }
        return values.length == 0 ? "empty" : null;
    }

    private double[] line(int index) {
        int line = index / columnsOfArray();
        return values[line / values[0].length][line % values[0].length];
    }

    private int columnsOfArray() {
        return values[0][0].length;
    }
}
