package io.github.unroll;

/**
 * What one step forward gives.
 *
 * @param aNext (nA, m), the hidden state a{@literal <t>}
 * @param ytPred (nY, m), the prediction y{@literal <t>}
 * @param cache what the backward pass needs
 */
public record RnnStep(Matrix aNext, Matrix ytPred, RnnCache cache) {}
