package io.github.unroll;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The products of the reversed loops of RNN and LSTM: over the live columns of a block of steps, with dz of each affine part
 * side by side in dZ, from the last step to the first.
 *
 * <pre>{@code
 * dX = sum of Wx' dZ over the parts      dWx += dZ X'      dWa += dZ APrev'      db += sum of dZ
 * }</pre>
 */
final class Reversed {

    private final List<Affine.Transposed> weights;
    private final List<Affine> gradients = new ArrayList<>();
    private final Matrix[] dx;
    private final Workspace workspace;

    private final List<List<Matrix>> room = new ArrayList<>(); // of each step of a block dz of the parts, each (r, m)

    // of the block's steps, from the last to the first
    private final List<Mask> masks = new ArrayList<>();
    private final List<Matrix> x = new ArrayList<>();
    private final List<Matrix> aPrev = new ArrayList<>();
    private final List<List<Matrix>> dz = new ArrayList<>();

    /** For T steps with these weights of the affine parts. */
    Reversed(List<Affine.Transposed> weights, int T, Workspace workspace) {
        this.weights = weights;
        this.dx = new Matrix[T];
        this.workspace = workspace;
        weights.forEach(w -> gradients.add(w.zeros()));
    }

    /**
     * Columns for dz of each affine part at the next step, (r, count). They hold anything: they are those of a step of the
     * block before, which does not need them any more.
     */
    List<Matrix> room(Mask mask) {
        if (room.size() == masks.size()) {
            List<Matrix> columns = new ArrayList<>(weights.size());
            for (Affine.Transposed w : weights) {
                columns.add(Matrix.zeros(w.Wa().columns(), mask.m()));
            }
            room.add(columns);
        }
        List<Matrix> dzs = new ArrayList<>(weights.size());
        for (Matrix columns : room.get(masks.size())) {
            dzs.add(Matrix.wrap(columns.rows(), mask.count(), columns.values()));
        }
        return dzs;
    }

    /** The next step towards the first: xt (nX, m), aPrev (nA, m), and of its live examples dz of each affine part, (r, count). */
    void add(Mask mask, Matrix xt, Matrix aPrevious, List<Matrix> dzs) {
        masks.add(mask);
        x.add(mask.take(xt));
        aPrev.add(mask.take(aPrevious));
        dz.add(dzs);
    }

    /** The products over the steps that were added up to this one, the block's first; what they hold is not needed any more. */
    void end(int first) {
        Matrix X = Matrix.join(x);
        Matrix APrev = Matrix.join(aPrev);
        Matrix dX = null;
        for (int i = 0; i < weights.size(); i++) {
            Matrix dZ = dZ(i);
            Affine.Transposed w = weights.get(i);
            dX = dX == null ? w.inputGradient(dZ, workspace) : dX.addProduct(w.Wx(), dZ, workspace);
            gradients.get(i).addGradients(dZ, X, APrev, workspace);
        }
        split(dX, first);
        masks.clear();
        x.clear();
        aPrev.clear();
        dz.clear();
    }

    /** (r, n), the gradients at the i-th pre-activation. */
    private Matrix dZ(int i) {
        List<Matrix> parts = new ArrayList<>(dz.size());
        for (List<Matrix> step : dz) {
            parts.add(step.get(i));
        }
        return Matrix.join(parts);
    }

    private void split(Matrix dX, int first) {
        double[][] zeros = new double[masks.get(0).m()][];
        Arrays.fill(zeros, new double[dX.rows()]);
        int from = 0;
        for (int s = 0; s < masks.size(); s++) {
            Mask mask = masks.get(s);
            dx[first + masks.size() - 1 - s] =
                    mask.put(dX.slice(from, from += mask.count()), Matrix.wrap(dX.rows(), zeros));
        }
    }

    /** After the last block: T matrices, each (nX, m), from the first step to the last; 0 where an example was not live. */
    List<Matrix> dx() {
        return Arrays.asList(dx);
    }

    /** After the last block: of each affine part the gradients of Wx, Wa and b. */
    List<Affine> gradients() {
        return gradients;
    }
}
