package io.github.unroll.io;

import io.github.unroll.Matrix;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * An immutable array of doubles with 0 to 3 dimensions: what a NumPy file holds under one name.
 *
 * <p>Its conversions are exact about dimensions, so that a file with another content than was thought is found where it
 * is read: a matrix has 2, steps over time have 3, a vector has 1, a scalar has none.
 *
 * <p>The values are in C order, the last index fastest: element [i, j, t] of an (n, m, T) array is
 * {@code values()[(i * m + j) * T + t]}. A size may be 0, as in NumPy; such an array has no values and is no
 * {@link Matrix}.
 */
public final class NpyArray {

    /** The most elements that a Java array holds on every JVM. */
    static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    static final int MAX_DIMENSIONS = 3;

    private static final int MAX_PRINTED = 64;

    private final int[] shape;
    private final double[] values; // in C order

    private NpyArray(double[] values, int[] shape) {
        this.shape = shape;
        this.values = values;
    }

    // ---------------------------------------------------------------------------------------------------- creation

    /**
     * A matrix as a 2-dimensional array.
     *
     * @param matrix the matrix, (rows, columns)
     * @return the array, (rows, columns)
     * @throws IllegalArgumentException if {@code matrix} is null or has more elements than a Java array
     */
    public static NpyArray of(Matrix matrix) {
        Arguments.present("NpyArray.of", "matrix", matrix);
        int columns = matrix.columns();
        double[] values = new double[checkedSize("NpyArray.of", "matrix", matrix.rows(), columns)];
        double[][] rows = matrix.toArray();
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, values, i * columns, columns);
        }
        return new NpyArray(values, new int[] {rows.length, columns});
    }

    /**
     * Matrices, one for each step, as the 3-dimensional array of the notebook: time is the last index.
     *
     * @param steps T matrices, at least one, all (n, m)
     * @return the array, (n, m, T)
     * @throws IllegalArgumentException if {@code steps} or a step is null, there is none, their shapes differ, or they
     *     have more elements than a Java array
     */
    public static NpyArray ofSteps(List<Matrix> steps) {
        Matrix[] matrices = checkedSteps(steps);
        int T = matrices.length;
        int n = matrices[0].rows();
        int m = matrices[0].columns();
        double[] values = new double[checkedSize("NpyArray.ofSteps", "steps", n, m, T)];
        for (int t = 0; t < T; t++) {
            double[][] rows = matrices[t].toArray();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    values[(i * m + j) * T + t] = rows[i][j];
                }
            }
        }
        return new NpyArray(values, new int[] {n, m, T});
    }

    /**
     * One number as an array without dimensions.
     *
     * @param value the number
     * @return the array, ()
     */
    public static NpyArray scalar(double value) {
        return new NpyArray(new double[] {value}, new int[0]);
    }

    /**
     * Numbers as a 1-dimensional array.
     *
     * @param values the numbers, none is allowed; copied
     * @return the array, (values.length,)
     * @throws IllegalArgumentException if {@code values} is null
     */
    public static NpyArray vector(double... values) {
        Arguments.present("NpyArray.vector", "values", values);
        return new NpyArray(values.clone(), new int[] {values.length});
    }

    /**
     * An array of any shape: {@code of(values, 3, 10, 4)}, and {@code of(values)} without dimensions.
     *
     * @param values as many as the product of the shape, in C order, the last index fastest; copied
     * @param shape 0 to 3 sizes, none negative; copied
     * @return the array
     * @throws IllegalArgumentException if an argument is null, there are more than 3 sizes, one is negative, or their
     *     product is not the number of values
     */
    public static NpyArray of(double[] values, int... shape) {
        Arguments.present("NpyArray.of", "values", values);
        Arguments.present("NpyArray.of", "shape", shape);
        int[] copy = shape.clone();
        if (copy.length > MAX_DIMENSIONS) {
            throw Arguments.error("NpyArray.of", "shape", "0 to 3 sizes", text(copy));
        }
        for (int size : copy) {
            if (size < 0) {
                throw Arguments.error("NpyArray.of", "shape", "of sizes from 0 up", text(copy));
            }
        }
        if (size(copy) != values.length) {
            throw Arguments.error("NpyArray.of", "values", "as many as " + text(copy) + " has", "" + values.length);
        }
        return new NpyArray(values.clone(), copy);
    }

    /** An array of these very values and sizes, which the caller has checked and gives away. */
    static NpyArray wrap(double[] values, int[] shape) {
        return new NpyArray(values, shape);
    }

    // ------------------------------------------------------------------------------------------------------ access

    /**
     * The sizes of the dimensions.
     *
     * @return a new array, of length {@link #dimensions()}
     */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * The number of dimensions.
     *
     * @return 0 to 3
     */
    public int dimensions() {
        return shape.length;
    }

    /**
     * The number of values.
     *
     * @return the product of the shape, 1 without dimensions
     */
    public int size() {
        return values.length;
    }

    /**
     * The values in C order, the last index fastest.
     *
     * @return a new array, of length {@link #size()}
     */
    public double[] values() {
        return values.clone();
    }

    /** Puts values[from], ..., values[from + count - 1] into the buffer. */
    void copyTo(DoubleBuffer buffer, int from, int count) {
        buffer.put(values, from, count);
    }

    // ------------------------------------------------------------------------------------------------- conversions

    /**
     * The array as a matrix. A 1-dimensional array, (n,), is refused: whether it is a row or a column is not in the
     * file. {@code Matrix.ofColumn(array.asVector())} makes it a column.
     *
     * @return the matrix, (rows, columns)
     * @throws IllegalArgumentException if the array is not 2-dimensional or a size is 0
     */
    public Matrix asMatrix() {
        checkDimensions("NpyArray.asMatrix", 2);
        checkNotEmpty("NpyArray.asMatrix");
        double[][] rows = new double[shape[0]][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(values, i * shape[1], (i + 1) * shape[1]);
        }
        return Matrix.of(rows);
    }

    /**
     * The array as matrices, one for each step: the last index is time.
     *
     * @return T matrices (n, m) of an (n, m, T) array; unmodifiable
     * @throws IllegalArgumentException if the array is not 3-dimensional or a size is 0
     */
    public List<Matrix> asSteps() {
        return slices("NpyArray.asSteps", 2);
    }

    /**
     * The array as one sequence for each example, as a data set takes them: a column is a step.
     *
     * @return m matrices (n, T) of an (n, m, T) array; unmodifiable
     * @throws IllegalArgumentException if the array is not 3-dimensional or a size is 0
     */
    public List<Matrix> asSequences() {
        return slices("NpyArray.asSequences", 1);
    }

    /** A matrix for each index of the axis 1 or 2; its rows are axis 0, its columns the axis that is left. */
    private List<Matrix> slices(String method, int axis) {
        checkDimensions(method, 3);
        checkNotEmpty(method);
        int m = shape[1];
        int T = shape[2];
        List<Matrix> slices = new ArrayList<>(shape[axis]);
        for (int s = 0; s < shape[axis]; s++) {
            double[][] rows = new double[shape[0]][shape[3 - axis]];
            for (int i = 0; i < rows.length; i++) {
                for (int k = 0; k < rows[i].length; k++) {
                    rows[i][k] = axis == 2 ? values[(i * m + k) * T + s] : values[(i * m + s) * T + k];
                }
            }
            slices.add(Matrix.of(rows));
        }
        return Collections.unmodifiableList(slices);
    }

    /**
     * The array as one number.
     *
     * @return the number
     * @throws IllegalArgumentException if the array is not 0-dimensional
     */
    public double asScalar() {
        checkDimensions("NpyArray.asScalar", 0);
        return values[0];
    }

    /**
     * The array as numbers in a row.
     *
     * @return a new array, (n,)
     * @throws IllegalArgumentException if the array is not 1-dimensional
     */
    public double[] asVector() {
        checkDimensions("NpyArray.asVector", 1);
        return values.clone();
    }

    // ------------------------------------------------------------------------------------------------------ object

    /**
     * Equal shape and equal values, compared as {@link Double#equals} does: NaN equals NaN, 0.0 does not equal -0.0.
     *
     * @param other anything
     * @return whether it is an array of the same shape and values
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof NpyArray array
                && Arrays.equals(shape, array.shape)
                && Arrays.equals(values, array.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    /**
     * The shape and, up to 64 of them, the values in C order.
     *
     * @return for example {@code NpyArray (2,) [0.5, 1.0]}
     */
    @Override
    public String toString() {
        return "NpyArray " + text(shape) + (values.length <= MAX_PRINTED ? " " + Arrays.toString(values) : "");
    }

    // ------------------------------------------------------------------------------------------------------ shapes

    /** The shape as Python writes it: {@code ()}, {@code (3,)}, {@code (3, 10)}. */
    static String text(int... shape) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < shape.length; i++) {
            text.append(i == 0 ? "" : ", ").append(shape[i]);
        }
        return text.append(shape.length == 1 ? ",)" : ")").toString();
    }

    /** The product of sizes from 0 up; whatever is more than an int holds becomes 2^31. */
    static long size(int... shape) {
        long size = 1;
        for (int n : shape) {
            size = Math.min(size * n, 1L << 31);
        }
        return size;
    }

    private static int checkedSize(String method, String name, int... shape) {
        long size = size(shape);
        if (size > MAX_SIZE) {
            throw Arguments.error(method, name, "at most " + MAX_SIZE + " values", text(shape));
        }
        return (int) size;
    }

    private static Matrix[] checkedSteps(List<Matrix> steps) {
        Arguments.present("NpyArray.ofSteps", "steps", steps);
        Matrix[] matrices = steps.toArray(new Matrix[0]);
        if (matrices.length == 0) {
            throw Arguments.error("NpyArray.ofSteps", "steps", "a list of at least one step", "empty");
        }
        for (int t = 0; t < matrices.length; t++) {
            Arguments.present("NpyArray.ofSteps", "steps[" + t + "]", matrices[t]);
            int rows = matrices[t].rows();
            int columns = matrices[t].columns();
            if (rows != matrices[0].rows() || columns != matrices[0].columns()) {
                String expected = "(n, m) = " + text(matrices[0].rows(), matrices[0].columns());
                throw Arguments.error("NpyArray.ofSteps", "steps[" + t + "]", expected, text(rows, columns));
            }
        }
        return matrices;
    }

    private void checkDimensions(String method, int dimensions) {
        if (shape.length != dimensions) {
            throw Arguments.error(method, "array", dimensions + "-dimensional", text(shape));
        }
    }

    private void checkNotEmpty(String method) {
        if (values.length == 0) {
            throw Arguments.error(method, "array", "at least 1 in every dimension", text(shape));
        }
    }
}
