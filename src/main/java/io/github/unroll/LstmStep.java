package io.github.unroll;

/**
 * What one LSTM step forward gives.
 *
 * @param aNext (nA, m), the hidden state a{@literal <t>}
 * @param cNext (nA, m), the cell state c{@literal <t>}
 * @param ytPred (nY, m), the prediction y{@literal <t>}
 * @param cache what the backward pass needs
 */
public record LstmStep(Matrix aNext, Matrix cNext, Matrix ytPred, LstmCache cache) {}
