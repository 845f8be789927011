package io.github.unroll;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The loop over time; the notebook's {@code lstm_forward}.
 *
 * <pre>{@code
 * for t = 1 ... T:   a<t>, c<t>, y<t> = cell(x<t>, a<t-1>, c<t-1>)        equations (1) to (7) of LstmCell
 * }</pre>
 *
 * <p>Of each gate only the product with {@code a<t-1>} has to wait for the step before; the rest is one product over all
 * steps, and so is the output layer. The result has the bits of the loop over {@link LstmCell#forward}.
 */
public final class LstmSequence {

    private static final String FORWARD = "LstmSequence.forward";

    private LstmSequence() {}

    /**
     * All steps forward with softmax and from a cell state of zero; the notebook's
     * {@code lstm_forward(x, a0, parameters)}.
     *
     * @param x T inputs, each (nX, m)
     * @param a0 (nA, m), the hidden state before the first step
     * @param parameters the weights and biases
     * @return states, predictions and caches, T of each
     * @throws IllegalArgumentException if an argument is null or empty, or a shape does not fit
     */
    public static LstmForward forward(List<Matrix> x, Matrix a0, LstmParameters parameters) {
        Shapes.present(FORWARD, "a0", a0);
        return forward(x, a0, Matrix.zeros(a0.rows(), a0.columns()), parameters);
    }

    /**
     * All steps forward with softmax.
     *
     * @param x T inputs, each (nX, m)
     * @param a0 (nA, m), the hidden state before the first step
     * @param c0 (nA, m), the cell state before the first step
     * @param parameters the weights and biases
     * @return states, predictions and caches, T of each
     * @throws IllegalArgumentException if an argument is null or empty, or a shape does not fit
     */
    public static LstmForward forward(List<Matrix> x, Matrix a0, Matrix c0, LstmParameters parameters) {
        return forward(x, a0, c0, parameters, Output.SOFTMAX);
    }

    /**
     * All steps forward.
     *
     * @param x T inputs, each (nX, m)
     * @param a0 (nA, m), the hidden state before the first step
     * @param c0 (nA, m), the cell state before the first step
     * @param parameters the weights and biases
     * @param output what makes the predictions from the logits
     * @return states, predictions and caches, T of each
     * @throws IllegalArgumentException if an argument is null or empty, or a shape does not fit
     */
    public static LstmForward forward(List<Matrix> x, Matrix a0, Matrix c0, LstmParameters parameters, Output output) {
        check(x, a0, c0, parameters, output);
        List<Mask> masks = Collections.nCopies(x.size(), Mask.all(a0.columns()));
        return unroll(x, a0, c0, parameters, output, masks);
    }

    /**
     * All steps forward over sequences of different lengths. Past its length an example's states and prediction are copied
     * through; what x holds there is never looked at.
     *
     * @param x T inputs, each (nX, m)
     * @param a0 (nA, m), the hidden state before the first step
     * @param c0 (nA, m), the cell state before the first step
     * @param parameters the weights and biases
     * @param output what makes the predictions from the logits
     * @param lengths m lengths, each from 1 to T, in any order
     * @return states, predictions and caches, T of each
     * @throws IllegalArgumentException if an argument is null or empty, or a shape or a length does not fit
     */
    public static LstmForward forward(
            List<Matrix> x, Matrix a0, Matrix c0, LstmParameters parameters, Output output, int... lengths) {
        check(x, a0, c0, parameters, output);
        Shapes.lengths(FORWARD, lengths, x.size(), a0.columns());
        return unroll(x, a0, c0, parameters, output, Mask.ofLengths(x.size(), lengths));
    }

    private static void check(List<Matrix> x, Matrix a0, Matrix c0, LstmParameters parameters, Output output) {
        Shapes.present(FORWARD, "parameters", parameters);
        Shapes.present(FORWARD, "output", output);
        Shapes.checkSteps(FORWARD, "x", x, "nX", parameters.nX(), "m", Shapes.ANY);
        Shapes.check(FORWARD, "a0", a0, "nA", parameters.nA(), "m", x.get(0).columns());
        Shapes.check(FORWARD, "c0", c0, "nA", parameters.nA(), "m", x.get(0).columns());
    }

    private static LstmForward unroll(
            List<Matrix> given, Matrix a0, Matrix c0, LstmParameters parameters, Output output, List<Mask> masks) {
        List<Matrix> x = List.copyOf(given); // with access by index, and nobody else's
        List<Affine> gates = parameters.gates();
        Workspace workspace = Workspace.kept();
        List<Matrix> Z = new ArrayList<>(4); // b + Wx X of the gates f, i, c, o for all steps
        Matrix X = Mask.join(x, masks);
        List<Packed> Wa = new ArrayList<>(4);
        for (Affine gate : gates) {
            Wa.add(Packed.of(gate.Wa().values(), a0.columns(), x.size()));
            Z.add(gate.ofInputs(X, workspace));
        }
        List<Matrix> a = new ArrayList<>(x.size());
        List<Matrix> live = new ArrayList<>(x.size()); // of each step the states of the live examples
        List<Matrix> c = new ArrayList<>(x.size());
        List<LstmCache> caches = new ArrayList<>(x.size());
        Matrix aPrev = a0;
        Matrix cPrev = c0;
        int from = 0;
        for (int t = 0; t < x.size(); t++) {
            Mask mask = masks.get(t);
            int to = from + mask.count();
            List<Matrix> z = new ArrayList<>(4);
            for (int g = 0; g < 4; g++) {
                z.add(Z.get(g).slice(from, to).addProduct(Wa.get(g), mask.take(aPrev), workspace)); // z += Wa a<t-1>
            }
            LstmGates step = LstmGates.forward(z, mask.take(cPrev), workspace); // (1) to (5)
            Matrix at = step.aNext(); // (6)
            LstmCache cache = LstmCache.of(step, mask.put(at, aPrev), aPrev, cPrev, x.get(t), parameters, output, mask);
            live.add(at);
            a.add(cache.aNext());
            c.add(cache.cNext());
            caches.add(cache);
            aPrev = cache.aNext();
            cPrev = cache.cNext();
            from = to;
        }
        Matrix logits = parameters.outputLayer().logits(Matrix.join(live), workspace); // (7), all steps at once
        List<Matrix> y = Mask.split(OutputLayer.predict(output, logits, workspace), masks);
        return new LstmForward(a, y, c, Mask.split(logits, masks), caches);
    }
}
