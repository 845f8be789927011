package io.github.unroll;

/**
 * The gradients of one LSTM step; the notebook's dictionary of the same keys.
 *
 * @param dxt (nX, m), at the input
 * @param daPrev (nA, m), at the hidden state before the step: a carry of the reversed loop
 * @param dcPrev (nA, m), at the cell state before the step: the other carry
 * @param dWf (nA, nA + nX)
 * @param dbf (nA, 1)
 * @param dWi (nA, nA + nX)
 * @param dbi (nA, 1)
 * @param dWc (nA, nA + nX)
 * @param dbc (nA, 1)
 * @param dWo (nA, nA + nX)
 * @param dbo (nA, 1)
 */
public record LstmCellGradients(
        Matrix dxt,
        Matrix daPrev,
        Matrix dcPrev,
        Matrix dWf,
        Matrix dbf,
        Matrix dWi,
        Matrix dbi,
        Matrix dWc,
        Matrix dbc,
        Matrix dWo,
        Matrix dbo) {

    /**
     * Checks that the shapes belong together; daPrev gives nA and m, dxt gives nX.
     *
     * @param dxt (nX, m), at the input
     * @param daPrev (nA, m), at the hidden state before the step: a carry of the reversed loop
     * @param dcPrev (nA, m), at the cell state before the step: the other carry
     * @param dWf (nA, nA + nX)
     * @param dbf (nA, 1)
     * @param dWi (nA, nA + nX)
     * @param dbi (nA, 1)
     * @param dWc (nA, nA + nX)
     * @param dbc (nA, 1)
     * @param dWo (nA, nA + nX)
     * @param dbo (nA, 1)
     * @throws IllegalArgumentException if a component is null or its shape does not fit
     */
    public LstmCellGradients {
        Shapes.present("LstmCellGradients", "daPrev", daPrev);
        int nA = daPrev.rows(), m = daPrev.columns();
        Shapes.check("LstmCellGradients", "dxt", dxt, "nX", Shapes.ANY, "m", m);
        Shapes.check("LstmCellGradients", "dcPrev", dcPrev, "nA", nA, "m", m);
        int columns = nA + dxt.rows();
        Shapes.gate("LstmCellGradients", "dWf", dWf, "dbf", dbf, nA, columns);
        Shapes.gate("LstmCellGradients", "dWi", dWi, "dbi", dbi, nA, columns);
        Shapes.gate("LstmCellGradients", "dWc", dWc, "dbc", dbc, nA, columns);
        Shapes.gate("LstmCellGradients", "dWo", dWo, "dbo", dbo, nA, columns);
    }

    static LstmCellGradients of(Matrix dxt, Matrix daPrev, Matrix dcPrev, LstmParameters d) {
        return new LstmCellGradients(
                dxt, daPrev, dcPrev, d.Wf(), d.bf(), d.Wi(), d.bi(), d.Wc(), d.bc(), d.Wo(), d.bo());
    }
}
