package io.github.unroll;

/**
 * What the backward pass of one step needs; the notebook's tuple {@code (a_next, a_prev, xt, parameters)}, with the cell
 * that made it, since its activation decides the slope.
 *
 * @param aNext (nA, m), the state after the step
 * @param aPrev (nA, m), the state before it
 * @param xt (nX, m), the input of the step
 * @param parameters the weights and biases it was computed with
 * @param cell the cell that computed it
 * @param mask the examples that the step applied to; the state of the others was copied through
 */
public record RnnCache(Matrix aNext, Matrix aPrev, Matrix xt, RnnParameters parameters, RnnCell cell, Mask mask)
        implements StepCache {

    /**
     * Checks that the shapes belong together.
     *
     * @param aNext (nA, m), the state after the step
     * @param aPrev (nA, m), the state before it
     * @param xt (nX, m), the input of the step
     * @param parameters the weights and biases it was computed with
     * @param cell the cell that computed it
     * @param mask the examples that the step applied to; the state of the others was copied through
     * @throws IllegalArgumentException if a component is null or its shape does not fit
     */
    public RnnCache {
        Shapes.present("RnnCache", "parameters", parameters);
        Shapes.present("RnnCache", "cell", cell);
        Shapes.present("RnnCache", "mask", mask);
        Shapes.check("RnnCache", "aNext", aNext, "nA", parameters.nA(), "m", mask.m());
        Shapes.check("RnnCache", "aPrev", aPrev, "nA", parameters.nA(), "m", mask.m());
        Shapes.check("RnnCache", "xt", xt, "nX", parameters.nX(), "m", mask.m());
    }
}
