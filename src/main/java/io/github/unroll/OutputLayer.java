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

    /** Gradients of zero, where no loss looked at the output. */
    OutputLayer zeroGradients() {
        return new OutputLayer(Matrix.zeros(Wy.rows(), Wy.columns()), Matrix.zeros(by.rows(), 1));
    }
}
