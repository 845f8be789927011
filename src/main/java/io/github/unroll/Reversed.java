package io.github.unroll;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the reversed loops of RNN and LSTM leave behind for the products over all steps: the live columns of each step's
 * input, previous state and gradients at the pre-activations, from the last step to the first.
 */
final class Reversed {

    private final List<Mask> masks = new ArrayList<>();
    private final List<Matrix> x = new ArrayList<>();
    private final List<Matrix> aPrev = new ArrayList<>();
    private final List<Matrix[]> dz = new ArrayList<>();

    /** The next step towards the first: xt (nX, m), aPrev (nA, m), and of its live examples dz of each affine part, (r, count). */
    void add(Mask mask, Matrix xt, Matrix aPrevious, Matrix... dzs) {
        masks.add(mask);
        x.add(mask.take(xt));
        aPrev.add(mask.take(aPrevious));
        dz.add(dzs);
    }

    /** (nX, n). */
    Matrix X() {
        return Matrix.join(x);
    }

    /** (nA, n). */
    Matrix APrev() {
        return Matrix.join(aPrev);
    }

    /** (r, n), the gradients at the i-th pre-activation. */
    Matrix dZ(int i) {
        List<Matrix> parts = new ArrayList<>(dz.size());
        for (Matrix[] step : dz) {
            parts.add(step[i]);
        }
        return Matrix.join(parts);
    }

    /** Columns as in X, (nX, n), as T matrices (nX, m) from the first step to the last; 0 where an example was not live. */
    List<Matrix> split(Matrix dX) {
        Matrix[] steps = new Matrix[masks.size()];
        double[][] zeros = new double[masks.get(0).m()][];
        Arrays.fill(zeros, new double[dX.rows()]);
        int from = 0;
        for (int s = 0; s < steps.length; s++) {
            Mask mask = masks.get(s);
            steps[steps.length - 1 - s] = mask.put(dX.slice(from, from += mask.count()), Matrix.wrap(dX.rows(), zeros));
        }
        return Arrays.asList(steps);
    }
}
