package io.github.unroll;

/**
 * What one LSTM step forward gives.
 *
 * @param aNext (nA, m), the hidden state a{@literal <t>}
 * @param cNext (nA, m), the cell state c{@literal <t>}
 * @param ytPred (nY, m), the prediction y{@literal <t>}
 * @param cache what the backward pass needs
 */
public record LstmStep(Matrix aNext, Matrix cNext, Matrix ytPred, LstmCache cache) {

    /**
     * Checks that the shapes belong together.
     *
     * @param aNext (nA, m), the hidden state a{@literal <t>}
     * @param cNext (nA, m), the cell state c{@literal <t>}
     * @param ytPred (nY, m), the prediction y{@literal <t>}
     * @param cache what the backward pass needs
     * @throws IllegalArgumentException if a component is null or its shape does not fit
     */
    public LstmStep {
        Shapes.present("LstmStep", "cache", cache);
        int m = cache.mask().m();
        Shapes.check("LstmStep", "aNext", aNext, "nA", cache.parameters().nA(), "m", m);
        Shapes.check("LstmStep", "cNext", cNext, "nA", cache.parameters().nA(), "m", m);
        Shapes.check("LstmStep", "ytPred", ytPred, "nY", cache.parameters().nY(), "m", m);
    }
}
