package io.github.unroll;

import java.util.List;

/**
 * The checks at the public entries, and their one message: method, argument, what was expected, what came, never the
 * contents. {@code RnnCell.forward: xt must be (nX, m) = (3, 10) but was (4, 10)}.
 */
final class Shapes {

    /** A size that is free: it is not compared, and the message shows its symbol alone. */
    static final int ANY = -1;

    private Shapes() {}

    /** The matrix must be (rows, columns); a size of {@link #ANY} is free. */
    static void check(
            String method, String name, Matrix matrix, String rowSymbol, int rows, String columnSymbol, int columns) {
        if (!fits(matrix, rows, columns)) {
            throw mismatch(method, name, matrix, rowSymbol, rows, columnSymbol, columns);
        }
    }

    private static boolean fits(Matrix matrix, int rows, int columns) {
        return matrix != null
                && (rows == ANY || matrix.rows() == rows)
                && (columns == ANY || matrix.columns() == columns);
    }

    /** The size that most of these have, so that an error names the one that differs; the first of several, and never ANY. */
    static int mostFrequent(int... sizes) {
        int best = ANY;
        int most = 0;
        for (int size : sizes) {
            int times = 0;
            for (int other : sizes) {
                times += other == size ? 1 : 0;
            }
            if (size != ANY && times > most) {
                best = size;
                most = times;
            }
        }
        return best;
    }

    /** The number of rows, ANY where there is no matrix. */
    static int rows(Matrix matrix) {
        return matrix == null ? ANY : matrix.rows();
    }

    /** The number of columns, ANY where there is no matrix. */
    static int columns(Matrix matrix) {
        return matrix == null ? ANY : matrix.columns();
    }

    /** The weights and the bias of an LSTM's gate, or their gradients: (nA, nA + nX) and (nA, 1). */
    static void gate(
            String method, String weightsName, Matrix weights, String biasName, Matrix bias, int nA, int columns) {
        check(method, weightsName, weights, "nA", nA, "nA + nX", columns);
        check(method, biasName, bias, "nA", nA, "1", 1);
    }

    /** There must be at least one step, and each must be (rows, columns); the first fixes the sizes that are free. */
    static void checkSteps(
            String method,
            String name,
            List<Matrix> steps,
            String rowSymbol,
            int rows,
            String columnSymbol,
            int columns) {
        some(method, name, steps);
        int t = 0;
        for (Matrix step : steps) {
            if (step == null) {
                throw error(method, name + "[" + t + "]", "present", "null");
            }
            if (!fits(step, rows, columns)) {
                throw mismatch(method, name + "[" + t + "]", step, rowSymbol, rows, columnSymbol, columns);
            }
            rows = step.rows();
            columns = step.columns();
            t++;
        }
    }

    /** At least one step, which may be null. */
    private static void some(String method, String name, List<?> list) {
        present(method, name, list);
        if (list.isEmpty()) {
            throw error(method, name, "a list of at least one step", "empty");
        }
    }

    /** At least one step, and none null. */
    static void notEmpty(String method, String name, List<?> list) {
        some(method, name, list);
        int t = 0;
        for (Object step : list) {
            if (step == null) {
                throw error(method, name + "[" + t + "]", "present", "null");
            }
            t++;
        }
    }

    static void present(String method, String name, Object value) {
        if (value == null) {
            throw error(method, name, "present", "null");
        }
    }

    static void size(String method, String name, int size) {
        if (size < 1) {
            throw error(method, name, "at least 1", String.valueOf(size));
        }
    }

    static void values(String method, String name, double[] values) {
        present(method, name, values);
        if (values.length == 0) {
            throw error(method, name, "at least one value", "empty");
        }
    }

    static void rows(String method, double[][] rows) {
        present(method, "rows", rows);
        if (rows.length == 0) {
            throw error(method, "rows", "at least one row", "empty");
        }
        for (int i = 0; i < rows.length; i++) {
            values(method, "rows[" + i + "]", rows[i]);
            if (rows[i].length != rows[0].length) {
                throw error(
                        method,
                        "rows[" + i + "]",
                        "as long as rows[0], " + rows[0].length,
                        String.valueOf(rows[i].length));
            }
        }
    }

    static void lengths(String method, int[] lengths, int steps) {
        present(method, "lengths", lengths);
        if (lengths.length == 0) {
            throw error(method, "lengths", "at least one length", "empty");
        }
        for (int j = 0; j < lengths.length; j++) {
            if (lengths[j] < 1 || lengths[j] > steps) {
                throw error(method, "lengths[" + j + "]", "from 1 to T = " + steps, String.valueOf(lengths[j]));
            }
        }
    }

    static void lengths(String method, int[] lengths, int steps, int m) {
        lengths(method, lengths, steps);
        if (lengths.length != m) {
            throw error(method, "lengths", "m = " + m + " lengths", String.valueOf(lengths.length));
        }
    }

    /** Lists over time, given as name, list, name, list: each as long as the first, which has no null. */
    static void sameLength(String method, String name, List<?> list, Object... namesAndLists) {
        notEmpty(method, name, list);
        for (int i = 0; i < namesAndLists.length; i += 2) {
            String other = (String) namesAndLists[i];
            List<?> steps = (List<?>) namesAndLists[i + 1];
            some(method, other, steps);
            if (steps.size() != list.size()) {
                throw error(
                        method, other, "of " + list.size() + " steps, as " + name + " is,", steps.size() + " steps");
            }
        }
    }

    static IllegalArgumentException prefixError(String method, int da, int caches) {
        String expected = "of as many steps as caches (" + caches + ")";
        String usual = " (for the first " + da + " steps pass caches.subList(0, " + da + "))";
        return error(method, "da", expected, da + " steps" + (da > 0 && da < caches ? usual : ""));
    }

    /** {@code (3, 10)}, or {@code null}. */
    static String of(Matrix matrix) {
        return matrix == null ? "null" : "(" + matrix.rows() + ", " + matrix.columns() + ")";
    }

    static IllegalArgumentException error(String method, String name, String expected, String actual) {
        return new IllegalArgumentException(method + ": " + name + " must be " + expected + " but was " + actual);
    }

    private static IllegalArgumentException mismatch(
            String method, String name, Matrix matrix, String rowSymbol, int rows, String columnSymbol, int columns) {
        String expected = "(" + rowSymbol + ", " + columnSymbol + ") = (" + size(rowSymbol, rows) + ", "
                + size(columnSymbol, columns) + ")";
        return error(method, name, expected, of(matrix));
    }

    private static String size(String symbol, int size) {
        return size == ANY ? symbol : String.valueOf(size);
    }
}
