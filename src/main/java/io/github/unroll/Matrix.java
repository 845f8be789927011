package io.github.unroll;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;

/**
 * An immutable matrix of doubles, (rows, columns). In this library a column is an example, as in the course notebook.
 *
 * <p>Nothing that is handed in is kept, and nothing that is handed out can change the matrix. Every operation checks its
 * shapes and throws an {@link IllegalArgumentException} that names the method, the argument, what was expected and what
 * came. Values are not checked: NaN and infinities are carried as IEEE 754 says.
 *
 * <p>The values are stored as columns, {@code double[columns][rows]}: the inner loops of all products run along a
 * column, which is the form that the just-in-time compiler turns into vector instructions.
 */
public final class Matrix {

    private final int rows;
    private final double[][] values; // [column][row]

    private Matrix(int rows, double[][] values) {
        this.rows = rows;
        this.values = values;
    }

    // ---------------------------------------------------------------------------------------------------- creation

    /**
     * A matrix from its rows, {@code rows[i][j]}.
     *
     * @param rows at least one row, all of the same length, at least 1; copied
     * @return the matrix, (rows.length, rows[0].length)
     * @throws IllegalArgumentException if {@code rows} or a row is null or empty, or rows differ in length
     */
    public static Matrix of(double[][] rows) {
        Shapes.rows("Matrix.of", rows);
        double[][] values = new double[rows[0].length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < values.length; j++) {
                values[j][i] = rows[i][j];
            }
        }
        return new Matrix(rows.length, values);
    }

    /**
     * A matrix of zeros.
     *
     * @param rows number of rows, at least 1
     * @param columns number of columns, at least 1
     * @return the matrix, (rows, columns)
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Matrix zeros(int rows, int columns) {
        Shapes.size("Matrix.zeros", "rows", rows);
        Shapes.size("Matrix.zeros", "columns", columns);
        return new Matrix(rows, Kernels.zeros(rows, columns));
    }

    /**
     * One column, for instance a bias.
     *
     * @param values at least one value, from the top; copied
     * @return the matrix, (values.length, 1)
     * @throws IllegalArgumentException if {@code values} is null or empty
     */
    public static Matrix ofColumn(double... values) {
        Shapes.values("Matrix.ofColumn", "values", values);
        return new Matrix(values.length, new double[][] {values.clone()});
    }

    /**
     * A matrix whose values are drawn one after the other, row by row as NumPy's {@code randn(rows, columns)} does:
     * {@code Matrix.generate(5, 3, random::nextGaussian)}.
     *
     * @param rows number of rows, at least 1
     * @param columns number of columns, at least 1
     * @param next gives the next value
     * @return the matrix, (rows, columns)
     * @throws IllegalArgumentException if a size is below 1 or {@code next} is null
     */
    public static Matrix generate(int rows, int columns, DoubleSupplier next) {
        Shapes.size("Matrix.generate", "rows", rows);
        Shapes.size("Matrix.generate", "columns", columns);
        Shapes.present("Matrix.generate", "next", next);
        double[][] values = new double[columns][rows];
        for (int i = 0; i < rows; i++) {
            for (double[] column : values) {
                column[i] = next.getAsDouble();
            }
        }
        return new Matrix(rows, values);
    }

    // ------------------------------------------------------------------------------------------------------ access

    /**
     * The number of rows.
     *
     * @return the number of rows, at least 1
     */
    public int rows() {
        return rows;
    }

    /**
     * The number of columns: of examples, where the matrix is a batch.
     *
     * @return the number of columns, at least 1
     */
    public int columns() {
        return values.length;
    }

    /**
     * One value.
     *
     * @param row from 0
     * @param column from 0
     * @return the value
     * @throws IllegalArgumentException if there is no such row or column
     */
    public double get(int row, int column) {
        if (row < 0 || row >= rows() || column < 0 || column >= columns()) {
            throw Shapes.error(
                    "Matrix.get", "(row, column)", "inside " + Shapes.of(this), "(" + row + ", " + column + ")");
        }
        return values[column][row];
    }

    /**
     * One column as a matrix: one example of a batch.
     *
     * @param column from 0
     * @return the column, (rows, 1)
     * @throws IllegalArgumentException if there is no such column
     */
    public Matrix column(int column) {
        if (column < 0 || column >= columns()) {
            throw Shapes.error("Matrix.column", "column", "inside " + Shapes.of(this), String.valueOf(column));
        }
        return slice(column, column + 1);
    }

    /**
     * The values as rows, {@code array[i][j]}.
     *
     * @return a new array, rows() by columns()
     */
    public double[][] toArray() {
        return Kernels.transpose(values);
    }

    // -------------------------------------------------------------------------------------------------- operations

    /**
     * Element by element, {@code this + n}.
     *
     * @param n a matrix of the same shape
     * @return the sum
     * @throws IllegalArgumentException if {@code n} is null or of another shape
     */
    public Matrix plus(Matrix n) {
        checkSameShape("Matrix.plus", n);
        return combined(n, Double::sum);
    }

    /**
     * Element by element, {@code this - n}.
     *
     * @param n a matrix of the same shape
     * @return the difference
     * @throws IllegalArgumentException if {@code n} is null or of another shape
     */
    public Matrix minus(Matrix n) {
        checkSameShape("Matrix.minus", n);
        return combined(n, (a, b) -> a - b);
    }

    /**
     * The matrix product, {@code this n}. Each entry is a chain of fused multiply-adds over ascending inner index.
     *
     * @param n a matrix with as many rows as this one has columns
     * @return the product, (rows(), n.columns())
     * @throws IllegalArgumentException if {@code n} is null or its rows differ from this matrix's columns
     */
    public Matrix times(Matrix n) {
        Shapes.check("Matrix.times", "n", n, "columns of this", columns(), "any", Shapes.ANY);
        return product(this, n);
    }

    /**
     * Every element times a number.
     *
     * @param factor the number
     * @return the product, of the same shape
     */
    public Matrix times(double factor) {
        return mapped(v -> v * factor);
    }

    /**
     * Rows become columns.
     *
     * @return the transpose, (columns(), rows())
     */
    public Matrix transpose() {
        return new Matrix(columns(), Kernels.transpose(values));
    }

    /**
     * A function of every element.
     *
     * @param function called once for each element, column by column
     * @return the results, of the same shape
     * @throws IllegalArgumentException if {@code function} is null
     */
    public Matrix map(DoubleUnaryOperator function) {
        Shapes.present("Matrix.map", "function", function);
        return mapped(function);
    }

    /**
     * A function of every pair of elements in the same place; with {@code (a, b) -> a * b} the elementwise product.
     *
     * @param n a matrix of the same shape
     * @param function called once for each pair, this matrix's element first, column by column
     * @return the results, of the same shape
     * @throws IllegalArgumentException if an argument is null or {@code n} is of another shape
     */
    public Matrix combine(Matrix n, DoubleBinaryOperator function) {
        checkSameShape("Matrix.combine", n);
        Shapes.present("Matrix.combine", "function", function);
        return combined(n, function);
    }

    /**
     * The Frobenius norm, the root of the sum of squares, summed column by column. It is right where squares would overflow
     * or vanish, too: they are then those of the values divided by a power of two.
     *
     * @return the norm
     */
    public double norm() {
        double sum = sumOfSquares(1);
        if (sum >= 0x1p-900 && sum < Double.POSITIVE_INFINITY) {
            return Math.sqrt(sum);
        }
        double largest = 0;
        for (double[] column : values) {
            for (double v : column) {
                largest = Math.max(largest, Math.abs(v));
            }
        }
        if (!(largest < Double.POSITIVE_INFINITY)) {
            return largest;
        }
        double size = Math.scalb(1.0, Math.max(Math.getExponent(largest), Double.MIN_EXPONENT));
        return Math.sqrt(sumOfSquares(1 / size)) * size;
    }

    private double sumOfSquares(double factor) {
        double sum = 0;
        for (double[] column : values) {
            for (double v : column) {
                double scaled = v * factor;
                sum = Math.fma(scaled, scaled, sum);
            }
        }
        return sum;
    }

    private void checkSameShape(String method, Matrix n) {
        Shapes.check(method, "n", n, "rows", rows(), "columns", columns());
    }

    private Matrix mapped(DoubleUnaryOperator function) {
        double[][] result = Kernels.zeros(rows(), columns());
        for (int j = 0; j < result.length; j++) {
            for (int i = 0; i < result[j].length; i++) {
                result[j][i] = function.applyAsDouble(values[j][i]);
            }
        }
        return new Matrix(rows, result);
    }

    private Matrix combined(Matrix n, DoubleBinaryOperator function) {
        double[][] result = Kernels.zeros(rows(), columns());
        for (int j = 0; j < result.length; j++) {
            for (int i = 0; i < result[j].length; i++) {
                result[j][i] = function.applyAsDouble(values[j][i], n.values[j][i]);
            }
        }
        return new Matrix(rows, result);
    }

    // --------------------------------------------------------- for the floors above: columns are shared, not copied

    /** The columns themselves: whoever made the matrix may fill them, nobody may change them once it has been handed out. */
    double[][] values() {
        return values;
    }

    /** A matrix of these very columns; it may have none, where no example is live. */
    static Matrix wrap(int rows, double[][] columns) {
        return new Matrix(rows, columns);
    }

    /** A matrix of the first n of these very columns. */
    static Matrix wrap(int rows, int n, double[][] columns) {
        return new Matrix(rows, n == columns.length ? columns : Arrays.copyOf(columns, n));
    }

    /** Zeros for a result to be summed up in, for any number of columns, none included. */
    static Matrix zerosOrNone(int rows, int columns) {
        return new Matrix(rows, Kernels.zeros(rows, columns));
    }

    /** The columns of all steps side by side, (rows, m T), the same arrays. */
    static Matrix join(List<Matrix> steps) {
        if (steps.size() == 1) {
            return steps.get(0);
        }
        int total = 0;
        for (Matrix step : steps) {
            total += step.columns();
        }
        double[][] columns = new double[total][];
        int from = 0;
        for (Matrix step : steps) {
            System.arraycopy(step.values, 0, columns, from, step.columns());
            from += step.columns();
        }
        return new Matrix(steps.get(0).rows, columns);
    }

    /** Columns from (inclusive) to (exclusive), the same arrays. */
    Matrix slice(int from, int to) {
        return new Matrix(rows, Arrays.copyOfRange(values, from, to));
    }

    /** A copy to be changed in place. */
    Matrix copy() {
        double[][] columns = new double[columns()][];
        for (int j = 0; j < columns.length; j++) {
            columns[j] = values[j].clone();
        }
        return new Matrix(rows, columns);
    }

    /** In place, this = 0; returns this. */
    Matrix setZero() {
        for (double[] column : values) {
            Arrays.fill(column, 0.0);
        }
        return this;
    }

    /** A B, a new matrix, for any number of columns of B, none included. */
    static Matrix product(Matrix a, Matrix b) {
        return product(a, b, new double[b.columns()][], Workspace.once());
    }

    /** A B in the first of these columns, which are made where they are null. */
    static Matrix product(Matrix a, Matrix b, double[][] columns, Workspace workspace) {
        Products.product(columns, new double[a.rows], a.values, b.values, workspace);
        return wrap(a.rows, b.columns(), columns);
    }

    /** This column, a bias, plus every column of A B: a new matrix, (rows, columns of B). */
    Matrix plusProduct(Matrix a, Matrix b, Workspace workspace) {
        double[][] columns = new double[b.columns()][];
        Products.product(columns, values[0], a.values, b.values, workspace);
        return new Matrix(rows, columns);
    }

    /** In place, this += A B; returns this. */
    Matrix addProduct(Matrix a, Matrix b, Workspace workspace) {
        Products.addProduct(values, a.values, b.values, workspace);
        return this;
    }

    /** In place, this += A B; returns this. */
    Matrix addProduct(Packed a, Matrix b, Workspace workspace) {
        a.addProduct(values, b.values, workspace);
        return this;
    }

    /** In place, this += A B', the sum over columns in ascending order. */
    void addProductTransposed(Matrix a, Matrix b, Workspace workspace) {
        Products.addProductTransposed(values, a.values, b.values, workspace);
    }

    /** In place, this column += every column of A in ascending order: a bias's gradient. */
    void addColumns(Matrix a) {
        Kernels.addColumns(values[0], a.values);
    }

    // ------------------------------------------------------------------------------------------------------ object

    /**
     * Equal shape and equal values, compared as {@link Double#equals} does: NaN equals NaN, 0.0 does not equal -0.0.
     *
     * @param other anything
     * @return whether it is a matrix of the same shape and values
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof Matrix matrix && Arrays.deepEquals(values, matrix.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }

    /**
     * The shape and, up to 10 by 10, the values row by row.
     *
     * @return for example {@code Matrix (1, 2) [[0.5, 1.0]]}
     */
    @Override
    public String toString() {
        boolean small = rows() <= 10 && columns() <= 10;
        return "Matrix " + Shapes.of(this) + (small ? " " + Arrays.deepToString(toArray()) : "");
    }
}
