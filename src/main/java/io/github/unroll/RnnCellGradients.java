package io.github.unroll;

/**
 * The gradients of one step; the notebook's dictionary of the same keys.
 *
 * @param dxt (nX, m), at the input
 * @param daPrev (nA, m), at the state before the step: the carry of the reversed loop
 * @param dWax (nA, nX)
 * @param dWaa (nA, nA)
 * @param dba (nA, 1)
 */
public record RnnCellGradients(Matrix dxt, Matrix daPrev, Matrix dWax, Matrix dWaa, Matrix dba) {}
