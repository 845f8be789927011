package io.github.unroll;

/**
 * One step of a vanilla RNN, forward directly above backward; the notebook's {@code rnn_cell_forward} and
 * {@code rnn_cell_backward}.
 *
 * <pre>{@code
 * (1)  a<t> = g(Wax x<t> + Waa a<t-1> + ba)     g: tanh, ReLU, sigmoid or the identity
 * (2)  y<t> = output(Wya a<t> + by)             output: softmax, sigmoid or the identity
 * }</pre>
 *
 * <p>A cell has no state; one may serve any number of threads.
 *
 * @param activation g in equation (1)
 * @param output the output function in equation (2)
 */
public record RnnCell(Activation activation, Output output) {

    /** The notebook's cell: tanh and softmax. */
    public RnnCell() {
        this(Activation.TANH, Output.SOFTMAX);
    }

    /**
     * A cell with a hidden activation and an output of your choice.
     *
     * @param activation g in equation (1)
     * @param output the output function in equation (2)
     * @throws IllegalArgumentException if an argument is null
     */
    public RnnCell {
        Shapes.present("RnnCell", "activation", activation);
        Shapes.present("RnnCell", "output", output);
    }

    /**
     * One step forward, equations (1) and (2); the notebook's {@code rnn_cell_forward(xt, a_prev, parameters)}.
     *
     * @param xt (nX, m), the input of this step
     * @param aPrev (nA, m), the hidden state before it
     * @param parameters the weights and biases
     * @return the next hidden state, the prediction, and what {@link #backward} needs
     * @throws IllegalArgumentException if an argument is null or a shape does not fit
     */
    public RnnStep forward(Matrix xt, Matrix aPrev, RnnParameters parameters) {
        Shapes.present("RnnCell.forward", "parameters", parameters);
        Shapes.check("RnnCell.forward", "xt", xt, "nX", parameters.nX(), "m", Shapes.ANY);
        Shapes.check("RnnCell.forward", "aPrev", aPrev, "nA", parameters.nA(), "m", xt.columns());
        Affine hidden = parameters.hidden();
        Workspace workspace = Workspace.once();

        // (1)  a<t> = g(Wax x<t> + Waa a<t-1> + ba)
        Matrix aNext = hidden.ofInputs(xt, workspace); // z = ba + Wax x<t>
        hidden.addState(aNext, aPrev, workspace); // z += Waa a<t-1>
        activation.applyInPlace(aNext, workspace); // a<t> = g(z)

        // (2)  y<t> = output(Wya a<t> + by)
        Matrix logits = parameters.outputLayer().logits(aNext, workspace);
        Matrix ytPred = OutputLayer.predict(output, logits, workspace);

        RnnCache cache = new RnnCache(aNext, aPrev, xt, parameters, this, Mask.all(xt.columns()));
        return new RnnStep(aNext, ytPred, cache);
    }

    /**
     * One step backward through equation (1); the notebook's {@code rnn_cell_backward(da_next, cache)}. What the notebook
     * calls {@code dtanh} is dz, the gradient at the pre-activation.
     *
     * <pre>{@code
     * dz     = da_next ⊙ g'(z)          for tanh: da_next ⊙ (1 - a<t>²)
     * dxt    = Wax' dz                  da_prev = Waa' dz
     * dWax   = dz x<t>'                 dWaa    = dz a<t-1>'           dba = sum of dz over the examples
     * }</pre>
     *
     * @param daNext (nA, m), the gradient at a{@literal <t>}, all of it: from the output of this step and from the next step
     * @param cache the {@link RnnStep#cache()} of this step; its own cell's activation counts
     * @return the gradients at the inputs, the previous state and the parameters of equation (1)
     * @throws IllegalArgumentException if an argument is null or a shape does not fit
     */
    public RnnCellGradients backward(Matrix daNext, RnnCache cache) {
        Shapes.present("RnnCell.backward", "cache", cache);
        int m = cache.aNext().columns();
        Shapes.check(
                "RnnCell.backward", "daNext", daNext, "nA", cache.parameters().nA(), "m", m);

        // dz = da_next ⊙ g'(z), of the examples that the step applied to
        Mask mask = cache.mask();
        Matrix dz = mask.take(daNext).copy();
        cache.cell().activation.multiplyBySlope(dz, mask.take(cache.aNext()));

        // dxt = Wax' dz, da_prev = Waa' dz; where a state was copied through so is its gradient
        Affine.Transposed weights = cache.parameters().hidden().transposed(mask.count());
        Workspace workspace = Workspace.once();
        Matrix dxt = mask.putAmongZeros(weights.inputGradient(dz, workspace));
        Matrix daPrev = mask.put(weights.stateGradient(dz, workspace), daNext);

        // dWax = dz x<t>', dWaa = dz a<t-1>', dba = sum of dz
        Affine d = weights.zeros().addGradients(dz, mask.take(cache.xt()), mask.take(cache.aPrev()), workspace);
        return new RnnCellGradients(dxt, daPrev, d.Wx(), d.Wa(), d.b());
    }
}
