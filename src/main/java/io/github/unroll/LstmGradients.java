package io.github.unroll;

import java.util.List;

/**
 * The gradients of a whole sequence; the notebook's {@code lstm_backward} dictionary, and the output layer's.
 *
 * @param loss the value of the loss that was differentiated; NaN where the backward pass started from a given da
 * @param dx T gradients at the inputs, each (nX, m)
 * @param da0 (nA, m), at the hidden state before the first step
 * @param dc0 (nA, m), at the cell state before the first step
 * @param parameters the gradients with respect to the parameters, each in the place of its parameter
 */
public record LstmGradients(double loss, List<Matrix> dx, Matrix da0, Matrix dc0, LstmParameters parameters) {

    /**
     * Checks that the shapes belong together and copies the list; da0 gives m.
     *
     * @param loss the value of the loss that was differentiated; NaN where the backward pass started from a given da
     * @param dx T gradients at the inputs, each (nX, m)
     * @param da0 (nA, m), at the hidden state before the first step
     * @param dc0 (nA, m), at the cell state before the first step
     * @param parameters the gradients with respect to the parameters, each in the place of its parameter
     * @throws IllegalArgumentException if a component is null, {@code dx} is empty, or a shape does not fit
     */
    public LstmGradients {
        Shapes.present("LstmGradients", "parameters", parameters);
        Shapes.check("LstmGradients", "da0", da0, "nA", parameters.nA(), "m", Shapes.ANY);
        Shapes.check("LstmGradients", "dc0", dc0, "nA", parameters.nA(), "m", da0.columns());
        Shapes.checkSteps("LstmGradients", "dx", dx, "nX", parameters.nX(), "m", da0.columns());
        dx = List.copyOf(dx);
    }

    /**
     * The gradient with respect to Wf.
     *
     * @return (nA, nA + nX)
     */
    public Matrix dWf() {
        return parameters.Wf();
    }

    /**
     * The gradient with respect to bf.
     *
     * @return (nA, 1)
     */
    public Matrix dbf() {
        return parameters.bf();
    }

    /**
     * The gradient with respect to Wi.
     *
     * @return (nA, nA + nX)
     */
    public Matrix dWi() {
        return parameters.Wi();
    }

    /**
     * The gradient with respect to bi.
     *
     * @return (nA, 1)
     */
    public Matrix dbi() {
        return parameters.bi();
    }

    /**
     * The gradient with respect to Wc.
     *
     * @return (nA, nA + nX)
     */
    public Matrix dWc() {
        return parameters.Wc();
    }

    /**
     * The gradient with respect to bc.
     *
     * @return (nA, 1)
     */
    public Matrix dbc() {
        return parameters.bc();
    }

    /**
     * The gradient with respect to Wo.
     *
     * @return (nA, nA + nX)
     */
    public Matrix dWo() {
        return parameters.Wo();
    }

    /**
     * The gradient with respect to bo.
     *
     * @return (nA, 1)
     */
    public Matrix dbo() {
        return parameters.bo();
    }

    /**
     * The gradient with respect to Wy; zero where the backward pass started from a given da.
     *
     * @return (nY, nA)
     */
    public Matrix dWy() {
        return parameters.Wy();
    }

    /**
     * The gradient with respect to by; zero where the backward pass started from a given da.
     *
     * @return (nY, 1)
     */
    public Matrix dby() {
        return parameters.by();
    }
}
