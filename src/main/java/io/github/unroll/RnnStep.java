package io.github.unroll;

/**
 * What one step forward gives.
 *
 * @param aNext (nA, m), the hidden state a{@literal <t>}
 * @param ytPred (nY, m), the prediction y{@literal <t>}
 * @param cache what the backward pass needs
 */
public record RnnStep(Matrix aNext, Matrix ytPred, RnnCache cache) {

    /**
     * Checks that the shapes belong together.
     *
     * @param aNext (nA, m), the hidden state a{@literal <t>}
     * @param ytPred (nY, m), the prediction y{@literal <t>}
     * @param cache what the backward pass needs
     * @throws IllegalArgumentException if a component is null or its shape does not fit
     */
    public RnnStep {
        Shapes.present("RnnStep", "cache", cache);
        int m = cache.mask().m();
        Shapes.check("RnnStep", "aNext", aNext, "nA", cache.parameters().nA(), "m", m);
        Shapes.check("RnnStep", "ytPred", ytPred, "nY", cache.parameters().nY(), "m", m);
    }
}
