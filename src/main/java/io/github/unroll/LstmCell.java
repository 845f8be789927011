package io.github.unroll;

import java.util.ArrayList;
import java.util.List;

/**
 * One step of an LSTM, forward directly above backward; the notebook's {@code lstm_cell_forward} and
 * {@code lstm_cell_backward}.
 *
 * <pre>{@code
 * (1)  ft   = σ(Wf [a<t-1>; x<t>] + bf)          forget gate
 * (2)  it   = σ(Wi [a<t-1>; x<t>] + bi)          input gate, the notebook's update gate
 * (3)  cct  = tanh(Wc [a<t-1>; x<t>] + bc)       candidate
 * (4)  c<t> = ft ⊙ c<t-1> + it ⊙ cct
 * (5)  ot   = σ(Wo [a<t-1>; x<t>] + bo)          output gate
 * (6)  a<t> = ot ⊙ tanh(c<t>)
 * (7)  y<t> = output(Wy a<t> + by)               softmax unless said otherwise
 * }</pre>
 *
 * <p>Hochreiter, S. and Schmidhuber, J. (1997). Long short-term memory. doi:10.1162/neco.1997.9.8.1735; with the forget gate
 * of Gers, F. A., Schmidhuber, J. and Cummins, F. (2000). Learning to forget. doi:10.1162/089976600300015015
 */
public final class LstmCell {

    private LstmCell() {}

    /**
     * One step forward with softmax; the notebook's {@code lstm_cell_forward(xt, a_prev, c_prev, parameters)}.
     *
     * @param xt (nX, m), the input of this step
     * @param aPrev (nA, m), the hidden state before it
     * @param cPrev (nA, m), the cell state before it
     * @param parameters the weights and biases
     * @return both states, the prediction, and what {@link #backward} needs
     * @throws IllegalArgumentException if an argument is null or a shape does not fit
     */
    public static LstmStep forward(Matrix xt, Matrix aPrev, Matrix cPrev, LstmParameters parameters) {
        return forward(xt, aPrev, cPrev, parameters, Output.SOFTMAX);
    }

    /**
     * One step forward, equations (1) to (7).
     *
     * @param xt (nX, m), the input of this step
     * @param aPrev (nA, m), the hidden state before it
     * @param cPrev (nA, m), the cell state before it
     * @param parameters the weights and biases
     * @param output the output function in equation (7)
     * @return both states, the prediction, and what {@link #backward} needs
     * @throws IllegalArgumentException if an argument is null or a shape does not fit
     */
    public static LstmStep forward(Matrix xt, Matrix aPrev, Matrix cPrev, LstmParameters parameters, Output output) {
        Shapes.present("LstmCell.forward", "parameters", parameters);
        Shapes.present("LstmCell.forward", "output", output);
        Shapes.check("LstmCell.forward", "xt", xt, "nX", parameters.nX(), "m", Shapes.ANY);
        Shapes.check("LstmCell.forward", "aPrev", aPrev, "nA", parameters.nA(), "m", xt.columns());
        Shapes.check("LstmCell.forward", "cPrev", cPrev, "nA", parameters.nA(), "m", xt.columns());

        // the affine parts of (1), (2), (3), (5):  z = W [a<t-1>; x<t>] + b
        Workspace workspace = Workspace.once();
        List<Matrix> z = new ArrayList<>(4);
        for (Affine gate : parameters.gates()) {
            z.add(gate.addState(gate.ofInputs(xt, workspace), aPrev, workspace));
        }

        LstmGates gates = LstmGates.forward(z, cPrev, workspace); // (1) to (5)
        Matrix aNext = gates.aNext(); // (6)
        Matrix logits = parameters.outputLayer().logits(aNext, workspace);
        Matrix ytPred = OutputLayer.predict(output, logits, workspace); // (7)

        Mask mask = Mask.all(xt.columns());
        LstmCache cache = LstmCache.of(gates, aNext, aPrev, cPrev, xt, parameters, output, mask);
        return new LstmStep(aNext, gates.cNext(), ytPred, cache);
    }

    /**
     * One step backward; the notebook's {@code lstm_cell_backward(da_next, dc_next, cache)}. What the notebook calls
     * {@code dft dit dcct dot} are dzf, dzi, dzc, dzo, the gradients at the pre-activations.
     *
     * <pre>{@code
     * dzo = da_next ⊙ tanh(c<t>) ⊙ ot (1 - ot)
     * dc  = dc_next + da_next ⊙ ot ⊙ (1 - tanh²(c<t>))
     * dzf = dc ⊙ c<t-1> ⊙ ft (1 - ft)     dzi = dc ⊙ cct ⊙ it (1 - it)     dzc = dc ⊙ it ⊙ (1 - cct²)
     * dc_prev = dc ⊙ ft
     * [da_prev; dxt] = Wf' dzf + Wi' dzi + Wc' dzc + Wo' dzo
     * dWf = dzf [a<t-1>; x<t>]'     dbf = sum of dzf over the examples     and so for i, c, o
     * }</pre>
     *
     * @param daNext (nA, m), the gradient at a{@literal <t>}, all of it: from the output of this step and from the next step
     * @param dcNext (nA, m), the gradient at c{@literal <t>} that comes from the next step
     * @param cache the {@link LstmStep#cache()} of this step
     * @return the gradients at the inputs, both previous states and the gates' parameters
     * @throws IllegalArgumentException if an argument is null or a shape does not fit
     */
    public static LstmCellGradients backward(Matrix daNext, Matrix dcNext, LstmCache cache) {
        Shapes.present("LstmCell.backward", "cache", cache);
        LstmParameters parameters = cache.parameters();
        int m = cache.aNext().columns();
        Shapes.check("LstmCell.backward", "daNext", daNext, "nA", parameters.nA(), "m", m);
        Shapes.check("LstmCell.backward", "dcNext", dcNext, "nA", parameters.nA(), "m", m);

        // of the examples that the step applied to
        Mask mask = cache.mask();
        LstmGates.Gradients d = cache.gates().backward(mask.take(daNext), mask.take(dcNext), mask.take(cache.cPrev()));
        Matrix xt = mask.take(cache.xt());
        Matrix aPrev = mask.take(cache.aPrev());

        // [da_prev; dxt] = sum of W' dz, dW = dz [a<t-1>; x<t>]', db = sum of dz
        Matrix dxt = Matrix.zerosOrNone(parameters.nX(), mask.count());
        Matrix daPrev = Matrix.zerosOrNone(parameters.nA(), mask.count());
        Workspace workspace = Workspace.once();
        List<Affine> gates = parameters.gates();
        List<Matrix> dzs = d.dz();
        List<Affine> gradients = new ArrayList<>(4);
        for (int g = 0; g < 4; g++) {
            Affine.Transposed weights = gates.get(g).transposed(mask.count());
            Matrix dz = dzs.get(g);
            dxt.addProduct(weights.Wx(), dz, workspace);
            daPrev.addProduct(weights.Wa(), dz, workspace);
            gradients.add(weights.zeros().addGradients(dz, xt, aPrev, workspace));
        }

        // where a state was copied so is its gradient
        return LstmCellGradients.of(
                mask.putAmongZeros(dxt),
                mask.put(daPrev, daNext),
                mask.put(d.dcPrev(), dcNext),
                LstmParameters.of(gradients, parameters.outputLayer().zeroGradients()));
    }
}
