package io.github.unroll.train;

import io.github.unroll.Matrix;
import io.github.unroll.Targets;
import java.util.List;

/**
 * What one update is made from: a batch of sequences and what their predictions should be.
 *
 * @param x T inputs, each (nX, m)
 * @param targets at every step or at the last, as {@link Targets} says
 * @param lengths m lengths, each from 1 to T; empty if every sequence is T long
 */
public record Batch(List<Matrix> x, Targets targets, int... lengths) {

    /**
     * Copies the list and the array. Shapes are checked by the forward pass.
     *
     * @param x T inputs, each (nX, m)
     * @param targets at every step or at the last, as {@link Targets} says
     * @param lengths m lengths, each from 1 to T; empty if every sequence is T long
     * @throws IllegalArgumentException if a component is null, or {@code x} is empty or holds a null
     */
    public Batch {
        Checks.notEmpty("Batch", "x", x);
        Checks.present("Batch", "targets", targets);
        Checks.present("Batch", "lengths", lengths);
        x = List.copyOf(x);
        lengths = lengths.clone();
    }

    /**
     * The lengths of the sequences.
     *
     * @return a new array of m lengths, or of none if every sequence is T long
     */
    @Override
    public int[] lengths() {
        return lengths.clone();
    }

    /**
     * The number of sequences.
     *
     * @return m
     */
    public int m() {
        return x.get(0).columns();
    }
}
