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
    private final List<List<Matrix>> dz = new ArrayList<>();

    /** The next step towards the first: xt (nX, m), aPrev (nA, m), and of its live examples dz of each affine part, (r, count). */
    void add(Mask mask, Matrix xt, Matrix aPrevious, List<Matrix> dzs) {
        masks.add(mask);
        x.add(mask.take(xt));
        aPrev.add(mask.take(aPrevious));
        dz.add(dzs);
    }

    /**
     * What the products over all steps give.
     *
     * @param dx T matrices, each (nX, m), from the first step to the last; 0 where an example was not live
     * @param affine of each affine part the gradients of Wx, Wa and b
     */
    record Gradients(List<Matrix> dx, List<Affine> affine) {}

    /**
     * All steps at once, with dz of each affine part side by side in dZ.
     *
     * <pre>{@code
     * dX = sum of Wx' dZ over the parts      dWx = dZ X'      dWa = dZ APrev'      db = sum of dZ
     * }</pre>
     */
    Gradients gradients(List<Affine.Transposed> weights) {
        Matrix X = Matrix.join(x);
        Matrix APrev = Matrix.join(aPrev);
        Matrix dX = null;
        List<Affine> affine = new ArrayList<>(weights.size());
        for (int i = 0; i < weights.size(); i++) {
            Matrix dZ = dZ(i);
            Affine.Transposed w = weights.get(i);
            dX = dX == null ? w.inputGradient(dZ) : dX.addProduct(w.Wx(), dZ);
            affine.add(Affine.gradients(dZ, X, APrev));
        }
        return new Gradients(split(dX), affine);
    }

    /** (r, n), the gradients at the i-th pre-activation. */
    private Matrix dZ(int i) {
        List<Matrix> parts = new ArrayList<>(dz.size());
        for (List<Matrix> step : dz) {
            parts.add(step.get(i));
        }
        return Matrix.join(parts);
    }

    private List<Matrix> split(Matrix dX) {
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
