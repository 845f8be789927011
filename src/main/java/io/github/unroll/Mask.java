package io.github.unroll;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Which examples of a batch a step applies to. In a batch of sequences of different lengths an example is live at step t
 * while t is below its length; past that its state is copied through, and nothing there reaches a loss or a gradient.
 *
 * <p>Because a matrix is its columns, taking the live examples and putting them back moves references, not values.
 */
public final class Mask {

    private final int m;
    private final int[] live; // the live columns in ascending order

    private Mask(int m, int[] live) {
        this.m = m;
        this.live = live;
    }

    /**
     * Every example is live.
     *
     * @param m the number of examples, at least 1
     * @return the mask
     * @throws IllegalArgumentException if {@code m} is below 1
     */
    public static Mask all(int m) {
        Shapes.size("Mask.all", "m", m);
        int[] live = new int[m];
        for (int j = 0; j < m; j++) {
            live[j] = j;
        }
        return new Mask(m, live);
    }

    /**
     * The masks of a batch of sequences of different lengths: example j is live at step t while {@code t < lengths[j]}.
     *
     * @param steps T, the number of steps of the batch
     * @param lengths one for each example, from 1 to T
     * @return T masks
     * @throws IllegalArgumentException if {@code lengths} is null or empty, or one is not from 1 to T
     */
    public static List<Mask> ofLengths(int steps, int... lengths) {
        Shapes.lengths("Mask.ofLengths", lengths, steps);
        List<Mask> masks = new ArrayList<>(steps);
        for (int t = 0; t < steps; t++) {
            int[] live = new int[lengths.length];
            int count = 0;
            for (int j = 0; j < lengths.length; j++) {
                if (t < lengths[j]) {
                    live[count++] = j;
                }
            }
            boolean same = t > 0 && masks.get(t - 1).count() == count;
            masks.add(same ? masks.get(t - 1) : new Mask(lengths.length, Arrays.copyOf(live, count)));
        }
        return masks;
    }

    /**
     * The number of examples in the batch.
     *
     * @return m
     */
    public int m() {
        return m;
    }

    /**
     * The number of live examples.
     *
     * @return from 0 to m
     */
    public int count() {
        return live.length;
    }

    /**
     * Whether an example is live.
     *
     * @param example the column, from 0 to m - 1
     * @return whether the step applies to it
     * @throws IllegalArgumentException if there is no such example
     */
    public boolean get(int example) {
        if (example < 0 || example >= m) {
            throw Shapes.error("Mask.get", "example", "from 0 to " + (m - 1), String.valueOf(example));
        }
        return Arrays.binarySearch(live, example) >= 0;
    }

    boolean isAll() {
        return live.length == m;
    }

    /** The column of the i-th live example. */
    int column(int i) {
        return live[i];
    }

    /** The mask of these columns, ascending. */
    static Mask of(int m, int[] columns) {
        return new Mask(m, columns);
    }

    /** The live columns of a batch, (rows, count); the same arrays. */
    Matrix take(Matrix batch) {
        if (isAll()) {
            return batch;
        }
        double[][] taken = new double[live.length][];
        for (int i = 0; i < live.length; i++) {
            taken[i] = batch.values()[live[i]];
        }
        return Matrix.wrap(batch.rows(), taken);
    }

    /** The batch with its live columns replaced by these, (rows, m); the same arrays. */
    Matrix put(Matrix columns, Matrix batch) {
        if (isAll()) {
            return columns;
        }
        double[][] all = batch.values().clone();
        for (int i = 0; i < live.length; i++) {
            all[live[i]] = columns.values()[i];
        }
        return Matrix.wrap(columns.rows(), all);
    }

    /** A batch of these live columns, and zeros where an example is not live, (rows, m). */
    Matrix putAmongZeros(Matrix columns) {
        return isAll() ? columns : put(columns, Matrix.zeros(columns.rows(), m));
    }

    /** The live columns of all steps side by side, (rows, sum of counts); the same arrays. */
    static Matrix join(List<Matrix> steps, List<Mask> masks) {
        List<Matrix> live = new ArrayList<>(masks.size());
        for (int t = 0; t < masks.size(); t++) {
            live.add(masks.get(t).take(steps.get(t)));
        }
        return Matrix.join(live);
    }

    /**
     * The inverse of {@link #join}: each step's columns, (rows, m); where an example is not live, its column of the step
     * before. At the first step every example is live.
     */
    static List<Matrix> split(Matrix joined, List<Mask> masks) {
        List<Matrix> steps = new ArrayList<>(masks.size());
        Matrix previous = null;
        int from = 0;
        for (Mask mask : masks) {
            previous = mask.put(joined.slice(from, from += mask.count()), previous);
            steps.add(previous);
        }
        return steps;
    }

    @Override
    public String toString() {
        return "Mask " + count() + " of " + m;
    }

    /**
     * Equal m and equal live examples.
     *
     * @param other anything
     * @return whether it is a mask of the same m and the same live examples
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof Mask mask && m == mask.m && Arrays.equals(live, mask.live);
    }

    @Override
    public int hashCode() {
        return Objects.hash(m, Arrays.hashCode(live));
    }
}
