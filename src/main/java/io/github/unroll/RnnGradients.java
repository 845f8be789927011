package io.github.unroll;

import java.util.List;

/**
 * The gradients of a whole sequence; the notebook's {@code rnn_backward} dictionary, and the output layer's.
 *
 * @param loss the value of the loss that was differentiated; NaN where the backward pass started from a given da
 * @param dx T gradients at the inputs, each (nX, m)
 * @param da0 (nA, m), at the state before the first step
 * @param parameters the gradients with respect to the parameters, each in the place of its parameter
 */
public record RnnGradients(double loss, List<Matrix> dx, Matrix da0, RnnParameters parameters) {

    /**
     * Checks that the shapes belong together and copies the list; da0 gives m.
     *
     * @param loss the value of the loss that was differentiated; NaN where the backward pass started from a given da
     * @param dx T gradients at the inputs, each (nX, m)
     * @param da0 (nA, m), at the state before the first step
     * @param parameters the gradients with respect to the parameters, each in the place of its parameter
     * @throws IllegalArgumentException if a component is null, {@code dx} is empty, or a shape does not fit
     */
    public RnnGradients {
        Shapes.present("RnnGradients", "parameters", parameters);
        Shapes.check("RnnGradients", "da0", da0, "nA", parameters.nA(), "m", Shapes.ANY);
        Shapes.checkSteps("RnnGradients", "dx", dx, "nX", parameters.nX(), "m", da0.columns());
        dx = List.copyOf(dx);
    }

    /**
     * The gradient with respect to Wax.
     *
     * @return (nA, nX)
     */
    public Matrix dWax() {
        return parameters.Wax();
    }

    /**
     * The gradient with respect to Waa.
     *
     * @return (nA, nA)
     */
    public Matrix dWaa() {
        return parameters.Waa();
    }

    /**
     * The gradient with respect to Wya; zero where the backward pass started from a given da.
     *
     * @return (nY, nA)
     */
    public Matrix dWya() {
        return parameters.Wya();
    }

    /**
     * The gradient with respect to ba.
     *
     * @return (nA, 1)
     */
    public Matrix dba() {
        return parameters.ba();
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
