package io.github.unroll;

import io.github.unroll.GradientCells.Kind;
import io.github.unroll.GradientReport.Comparison;
import io.github.unroll.GradientReport.Verdict;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One name of a gradient check: the entries that are moved, the gradient that is claimed for them, and what the loss is
 * given while they are moved. A verdict other than null says that there is nothing to compare.
 */
final class GradientSubject {

    final String name;
    final GradientCells cells; // a private copy of the matrices, or the caller's own arrays; null for EXTRA
    final double[] claimed; // a copy, in the order of the cells' index; null where verdict is not
    final Verdict verdict; // MISSING, EXTRA, SHAPE or null
    final String reason; // for a verdict: why

    private final Matrix[] original; // the caller's matrices; null where the cells are the caller's arrays
    private final Matrix[] current; // what the loss is given: the originals but for the step that is moved

    private GradientSubject(
            String name, GradientCells cells, Matrix[] original, double[] claimed, Verdict verdict, String reason) {
        this.name = name;
        this.cells = cells;
        this.original = original;
        this.current = original == null ? null : original.clone();
        this.claimed = claimed;
        this.verdict = verdict;
        this.reason = reason;
    }

    /** Matrices, whose entries are moved in a copy; {@code claimed} null: missing. */
    static GradientSubject ofMatrices(String name, Kind kind, List<Matrix> values, List<Matrix> claimed) {
        double[][][] arrays = claimed == null ? null : new double[claimed.size()][][];
        for (int t = 0; arrays != null && t < arrays.length; t++) {
            arrays[t] = claimed.get(t) == null ? null : claimed.get(t).toArray();
        }
        return of(name, GradientCells.of(kind, values), values.toArray(new Matrix[0]), arrays);
    }

    /** The caller's arrays, whose entries are moved in place; {@code claimed} null: missing. */
    static GradientSubject ofArrays(String name, Kind kind, double[][][] values, double[][][] claimed) {
        return of(name, new GradientCells(kind, values), null, claimed);
    }

    /** A claimed gradient without values. */
    static GradientSubject extra(String name) {
        String reason = "a gradient is claimed for it, but there is no value of this name";
        return new GradientSubject(name, null, null, null, Verdict.EXTRA, reason);
    }

    private static GradientSubject of(String name, GradientCells cells, Matrix[] original, double[][][] claimed) {
        if (claimed == null) {
            String reason = "no gradient is claimed for it";
            return new GradientSubject(name, cells, original, null, Verdict.MISSING, reason);
        }
        String shape = GradientCells.shape(cells.kind(), claimed);
        if (!shape.equals(cells.shape())) {
            String reason = "the claimed gradient must be " + cells.shape() + " but was " + shape;
            return new GradientSubject(name, cells, original, null, Verdict.SHAPE, reason);
        }
        double[] flat = new GradientCells(cells.kind(), claimed).flat();
        return new GradientSubject(name, cells, original, flat, null, null);
    }

    boolean isSequence() {
        return cells != null && cells.kind() == Kind.STEPS;
    }

    /** What the loss is given at this moment, one matrix a step; null where it reads the caller's arrays itself. */
    List<Matrix> matrices() {
        return current == null ? null : Collections.unmodifiableList(Arrays.asList(current.clone()));
    }

    /** Writes one entry; the loss sees it after {@link #publish}. */
    void set(int index, double value) {
        cells.set(index, value);
    }

    /** Makes the matrices of the steps from (inclusive) to (exclusive) what the cells say. */
    void publish(int from, int to) {
        for (int t = from; current != null && t < to; t++) {
            current[t] = Matrix.of(cells.values()[t]);
        }
    }

    /** Puts the caller's matrices back. */
    void withdraw(int from, int to) {
        if (current != null) {
            System.arraycopy(original, from, current, from, to - from);
        }
    }

    /** The differences of a value that is not finite are not defined. */
    void checkFinite() {
        int first = cells == null ? -1 : GradientDifferences.firstNotFinite(cells.flat());
        if (first >= 0) {
            String place = GradientTable.at(name, cells.place(first));
            throw Shapes.error("GradientCheck.run", place, "finite", String.valueOf(cells.get(first)));
        }
    }

    /** The result where there is nothing to compare. */
    Comparison notCompared() {
        String shape = cells == null ? "-" : cells.shape();
        double infinite = Double.POSITIVE_INFINITY;
        return new Comparison(name, shape, 0, 0, 0, List.of(), infinite, verdict, List.of(reason));
    }
}
