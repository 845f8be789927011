package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.Arrays;
import java.util.List;

/**
 * What a model carries from one step to the next: {@code [a]} of a vanilla RNN, {@code [a, c]} of an LSTM. Immutable,
 * so a state may be kept, returned to and shared.
 *
 * @param matrices one or two matrices, each (nA, m)
 */
public record State(List<Matrix> matrices) {

    /**
     * Checks that the matrices have the same shape and copies the list.
     *
     * @param matrices one or two matrices, each (nA, m)
     * @throws IllegalArgumentException if {@code matrices} is null or empty, holds a null or more than two, or shapes
     *     differ
     */
    public State {
        Checks.notEmpty("State", "matrices", matrices);
        if (matrices.size() > 2) {
            throw Checks.error("State", "matrices", "one or two", String.valueOf(matrices.size()));
        }
        Matrix first = matrices.get(0);
        for (int i = 1; i < matrices.size(); i++) {
            Matrix other = matrices.get(i);
            if (other.rows() != first.rows() || other.columns() != first.columns()) {
                throw Checks.error("State", "matrices[" + i + "]", Checks.shape(first), Checks.shape(other));
            }
        }
        matrices = List.copyOf(matrices);
    }

    /**
     * A state of these matrices.
     *
     * @param matrices {@code a}, or {@code a} and {@code c}
     * @return the state
     * @throws IllegalArgumentException as the constructor
     */
    public static State of(Matrix... matrices) {
        Checks.present("State.of", "matrices", matrices);
        return new State(Arrays.asList(matrices));
    }

    /**
     * The hidden state.
     *
     * @return (nA, m)
     */
    public Matrix a() {
        return matrices.get(0);
    }

    /**
     * The number of examples that it is the state of.
     *
     * @return m
     */
    public int m() {
        return a().columns();
    }

    /** Checked by a model that has so many matrices in its state. */
    void check(String method, int count) {
        if (matrices.size() != count) {
            String expected = count == 1 ? "[a]" : "[a, c]";
            throw Checks.error(method, "state", expected, matrices.size() + " matrices");
        }
    }
}
