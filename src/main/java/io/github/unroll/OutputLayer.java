package io.github.unroll;

/**
 * The output layer, the same for RNN and LSTM: {@code logits = by + Wy a}. It has no state, so all steps are one product.
 *
 * @param Wy (nY, nA)
 * @param by (nY, 1)
 */
record OutputLayer(Matrix Wy, Matrix by) {

    /** {@code by + Wy A}, (nY, n). */
    Matrix logits(Matrix A, Workspace workspace) {
        return by.plusProduct(Wy, A, workspace);
    }

    /** The prediction y of these logits, (nY, n); the logits stay as they are. */
    static Matrix predict(Output output, Matrix logits, Workspace workspace) {
        if (output == Output.IDENTITY) {
            return logits;
        }
        Matrix y = logits.copy();
        output.applyInPlace(y, workspace);
        return y;
    }

    /**
     * In place, plus the gradients with respect to Wy and by, summed over the columns in ascending order.
     *
     * <pre>{@code dWy += sum dLogits a'     dby += sum dLogits}</pre>
     */
    void addGradients(Matrix dLogits, Matrix A, Workspace workspace) {
        Wy.addProductTransposed(dLogits, A, workspace);
        by.addColumns(dLogits);
    }

    /** Gradients of zero, where no loss looked at the output. */
    OutputLayer zeroGradients() {
        return new OutputLayer(Matrix.zeros(Wy.rows(), Wy.columns()), Matrix.zeros(by.rows(), 1));
    }
}
