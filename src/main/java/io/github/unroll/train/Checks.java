package io.github.unroll.train;

import io.github.unroll.Loss;
import io.github.unroll.Matrix;
import io.github.unroll.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The checks at the public entries, and their one message: {@code Adam: beta1 must be from 0 to below 1 but was 1.5}.
 */
final class Checks {

    /** A number of columns that is free: it is not compared, and the message shows its symbol alone. */
    static final int ANY = -1;

    private Checks() {}

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

    /** At least one element, and none null; returns a copy, with access by index whatever list it was. */
    static <T> List<T> notEmpty(String method, String name, List<T> list) {
        present(method, name, list);
        if (list.isEmpty()) {
            throw error(method, name, "a list of at least one element", "empty");
        }
        int i = 0;
        for (T element : list) {
            present(method, name + "[" + i++ + "]", element);
        }
        return List.copyOf(list);
    }

    static void sameSize(String method, String name, int size, String other, int otherSize) {
        if (size != otherSize) {
            throw error(method, name, "as many as " + other + ", " + otherSize, String.valueOf(size));
        }
    }

    /** A name that a file can hold: some valid Unicode without NUL. */
    static void storable(String method, String what, String name) {
        present(method, what, name);
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            String actual = name.isEmpty() ? "empty" : name.replace('\0', '?');
            throw error(method, what, "at least one character and none of them NUL", actual);
        }
        unicode(method, what, name);
    }

    static void unicode(String method, String what, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw error(method, what, "valid Unicode", "one with an unpaired surrogate");
        }
    }

    /** 0 or more, and finite. */
    static void notNegative(String method, String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw error(method, name, "finite and at least 0", String.valueOf(value));
        }
    }

    /** Above 0, and finite. */
    static void positive(String method, String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw error(method, name, "finite and above 0", String.valueOf(value));
        }
    }

    /** From 0 to below 1, as a decay is. */
    static void decay(String method, String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw error(method, name, "from 0 to below 1", String.valueOf(value));
        }
    }

    /** The sizes of a model's parameters. */
    static void parameters(String method, Model<?> model, Parameters<?> parameters) {
        present(method, "parameters", parameters);
        sizes(method, "parameters", sizes(parameters), sizes(model.nX(), model.nA(), model.nY()));
    }

    /** The same for parameters that come from outside, which must be finite too. */
    static void givenParameters(String method, Model<?> model, Parameters<?> parameters) {
        parameters(method, model, parameters);
        parameters.named().forEach((name, matrix) -> finite(method, name, matrix));
    }

    /** A loss must be one for the model's output. */
    static void loss(String method, String name, Loss loss, Model<?> model) {
        present(method, name, loss);
        if (!loss.fits(model.output())) {
            String expected = "one for the output " + model.output() + ", the model's,";
            throw error(method, name, expected, String.valueOf(loss.kind()));
        }
    }

    /** A bundle must have the sizes of another. */
    static void sizes(String method, String name, Parameters<?> bundle, Parameters<?> like) {
        sizes(method, name, sizes(bundle), sizes(like));
    }

    private static void sizes(String method, String name, String actual, String expected) {
        if (!actual.equals(expected)) {
            throw error(method, name, "of (nX, nA, nY) = " + expected, actual);
        }
    }

    private static String sizes(Parameters<?> bundle) {
        return sizes(bundle.nX(), bundle.nA(), bundle.nY());
    }

    /** An optimizer's state must have what the optimizer remembers. */
    static void slots(String method, Optimizer optimizer, OptimizerState<?> state) {
        Set<String> slots = state.slots().keySet();
        if (!slots.equals(Set.copyOf(optimizer.slots()))) {
            String expected = optimizer.slots() + ", those of " + optimizer.name() + ",";
            throw error(method, "slots", expected, slots.toString());
        }
    }

    private static String sizes(int nX, int nA, int nY) {
        return "(" + nX + ", " + nA + ", " + nY + ")";
    }

    /** The symbols are of rows and columns, {@code nX, T}; columns may be {@link #ANY}. */
    static void shape(String method, String name, Matrix matrix, String symbols, int rows, int columns) {
        present(method, name, matrix);
        if (matrix.rows() != rows || columns != ANY && matrix.columns() != columns) {
            String free = symbols.substring(symbols.indexOf(' ') + 1);
            String expected = "(" + symbols + ") = (" + rows + ", " + (columns == ANY ? free : columns) + ")";
            throw error(method, name, expected, shape(matrix));
        }
    }

    /**
     * Neither NaN nor infinite. What a caller hands over once is checked at once: in training it would be found when it is
     * used, and by then its example has a place in a shuffled batch.
     */
    static void finite(String method, String name, Matrix matrix) {
        for (int j = 0; j < matrix.columns(); j++) {
            for (int i = 0; i < matrix.rows(); i++) {
                double value = matrix.get(i, j);
                if (!Double.isFinite(value)) {
                    throw error(method, name, "finite", value + " at (" + i + ", " + j + ")");
                }
            }
        }
    }

    /** Each of some steps, as {@link #finite(String, String, Matrix)}. */
    static void finite(String method, String name, List<Matrix> steps) {
        int t = 0;
        for (Matrix step : steps) {
            finite(method, name + "[" + t++ + "]", step);
        }
    }

    /** At least one step, and each of the same shape. */
    static void steps(String method, String name, List<Matrix> steps, String symbols, int rows, int columns) {
        int t = 0;
        for (Matrix step : notEmpty(method, name, steps)) {
            shape(method, name + "[" + t++ + "]", step, symbols, rows, columns);
        }
    }

    /** One length for each of m sequences of at most T steps, or none at all. */
    static void lengths(String method, int[] lengths, int steps, int m) {
        present(method, "lengths", lengths);
        if (lengths.length > 0 && lengths.length != m) {
            throw error(method, "lengths", "m = " + m + " lengths, or none,", String.valueOf(lengths.length));
        }
        for (int j = 0; j < lengths.length; j++) {
            if (lengths[j] < 1 || lengths[j] > steps) {
                throw error(method, "lengths[" + j + "]", "from 1 to T = " + steps, String.valueOf(lengths[j]));
            }
        }
    }

    /** {@code (3, 10)}. */
    static String shape(Matrix matrix) {
        return "(" + matrix.rows() + ", " + matrix.columns() + ")";
    }

    static IllegalArgumentException error(String method, String name, String expected, String actual) {
        return new IllegalArgumentException(message(method, name, expected, actual));
    }

    static String message(String method, String name, String expected, String actual) {
        return method + ": " + name + " must be " + expected + " but was " + actual;
    }
}
