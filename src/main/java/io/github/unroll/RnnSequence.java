package io.github.unroll;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The loop over time; the notebook's {@code rnn_forward}.
 *
 * <pre>{@code
 * for t = 1 ... T:   a<t>, y<t> = cell(x<t>, a<t-1>)
 * }</pre>
 *
 * <p>Of each step only {@code Waa a<t-1>} has to wait for the step before, so {@code ba + Wax x} is one product over all
 * steps and so is the output layer; the result has the bits of the loop over {@link RnnCell#forward}.
 */
public final class RnnSequence {

    private final RnnCell cell;

    /**
     * The loop over a cell.
     *
     * @param cell what is done at each step
     * @throws IllegalArgumentException if {@code cell} is null
     */
    public RnnSequence(RnnCell cell) {
        Shapes.present("RnnSequence", "cell", cell);
        this.cell = cell;
    }

    /**
     * The cell.
     *
     * @return what is done at each step
     */
    public RnnCell cell() {
        return cell;
    }

    /**
     * All steps forward; the notebook's {@code rnn_forward(x, a0, parameters)}.
     *
     * @param x T inputs, each (nX, m)
     * @param a0 (nA, m), the state before the first step
     * @param parameters the weights and biases
     * @return states, predictions and caches, T of each
     * @throws IllegalArgumentException if an argument is null or empty, or a shape does not fit
     */
    public RnnForward forward(List<Matrix> x, Matrix a0, RnnParameters parameters) {
        check(x, a0, parameters);
        return unroll(x, a0, parameters, Collections.nCopies(x.size(), Mask.all(a0.columns())));
    }

    /**
     * All steps forward over sequences of different lengths. Past its length an example's state and prediction are copied
     * through; what x holds there is never looked at.
     *
     * @param x T inputs, each (nX, m)
     * @param a0 (nA, m), the state before the first step
     * @param parameters the weights and biases
     * @param lengths m lengths, each from 1 to T, in any order
     * @return states, predictions and caches, T of each
     * @throws IllegalArgumentException if an argument is null or empty, or a shape or a length does not fit
     */
    public RnnForward forward(List<Matrix> x, Matrix a0, RnnParameters parameters, int... lengths) {
        check(x, a0, parameters);
        Shapes.lengths("RnnSequence.forward", lengths, x.size(), a0.columns());
        return unroll(x, a0, parameters, Mask.ofLengths(x.size(), lengths));
    }

    private static void check(List<Matrix> x, Matrix a0, RnnParameters parameters) {
        Shapes.present("RnnSequence.forward", "parameters", parameters);
        Shapes.checkSteps("RnnSequence.forward", "x", x, "nX", parameters.nX(), "m", Shapes.ANY);
        Shapes.check(
                "RnnSequence.forward",
                "a0",
                a0,
                "nA",
                parameters.nA(),
                "m",
                x.get(0).columns());
    }

    private RnnForward unroll(List<Matrix> given, Matrix a0, RnnParameters parameters, List<Mask> masks) {
        List<Matrix> x = List.copyOf(given); // with access by index, and nobody else's
        Affine hidden = parameters.hidden();
        List<Matrix> a = new ArrayList<>(x.size());
        List<RnnCache> caches = new ArrayList<>(x.size());
        Packed Waa = Packed.of(hidden.Wa().values(), a0.columns(), x.size());
        Workspace workspace = Workspace.kept();

        // (1)  a<t> = g(Wax x<t> + Waa a<t-1> + ba)
        Matrix Z = hidden.ofInputs(
                Mask.join(x, masks), workspace); // Z = ba + Wax X for all steps; it becomes A, step by step
        Matrix aPrev = a0;
        int from = 0;
        for (int t = 0; t < x.size(); t++) {
            Mask mask = masks.get(t);
            Matrix at = Z.slice(from, from += mask.count());
            at.addProduct(Waa, mask.take(aPrev), workspace); // z += Waa a<t-1>
            cell.activation().applyInPlace(at, workspace); // a<t> = g(z)
            Matrix aNext = mask.put(at, aPrev);
            a.add(aNext);
            caches.add(new RnnCache(aNext, aPrev, x.get(t), parameters, cell, mask));
            aPrev = aNext;
        }

        // (2)  y<t> = output(Wya a<t> + by), all steps at once
        Matrix logits = parameters.outputLayer().logits(Z, workspace);
        List<Matrix> y = Mask.split(OutputLayer.predict(cell.output(), logits, workspace), masks);
        return new RnnForward(a, y, Mask.split(logits, masks), caches);
    }

    @Override
    public String toString() {
        return "RnnSequence of " + cell;
    }
}
