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
public record RnnCellGradients(Matrix dxt, Matrix daPrev, Matrix dWax, Matrix dWaa, Matrix dba) {

    /**
     * Checks that the shapes belong together; daPrev gives nA and m, dxt gives nX.
     *
     * @param dxt (nX, m), at the input
     * @param daPrev (nA, m), at the state before the step: the carry of the reversed loop
     * @param dWax (nA, nX)
     * @param dWaa (nA, nA)
     * @param dba (nA, 1)
     * @throws IllegalArgumentException if a component is null or its shape does not fit
     */
    public RnnCellGradients {
        Shapes.present("RnnCellGradients", "daPrev", daPrev);
        int nA = daPrev.rows();
        Shapes.check("RnnCellGradients", "dxt", dxt, "nX", Shapes.ANY, "m", daPrev.columns());
        Shapes.check("RnnCellGradients", "dWax", dWax, "nA", nA, "nX", dxt.rows());
        Shapes.check("RnnCellGradients", "dWaa", dWaa, "nA", nA, "nA", nA);
        Shapes.check("RnnCellGradients", "dba", dba, "nA", nA, "1", 1);
    }
}
