package io.github.unroll;

/**
 * The output layer, the same for RNN and LSTM: {@code logits = by + Wy a}. It has no state, so all steps are one product.
 *
 * @param Wy (nY, nA)
 * @param by (nY, 1)
 */
record OutputLayer(Matrix Wy, Matrix by) {

    /** {@code by + Wy A}, (nY, n). */
    Matrix logits(Matrix A) {
        return by.plusProduct(Wy, A);
    }

    /** The prediction y of these logits, (nY, n); the logits stay as they are. */
    static Matrix predict(Output output, Matrix logits) {
        if (output == Output.IDENTITY) {
            return logits;
        }
        Matrix y = logits.copy();
        output.applyInPlace(y);
        return y;
    }

    /** The gradient at A, {@code Wy' dLogits}, (nA, n). */
    Matrix backward(Matrix dLogits) {
        return Matrix.product(Wy.transpose(), dLogits);
    }

    /** The gradients with respect to Wy and by, {@code dWy = sum dLogits a'} and {@code dby = sum dLogits}, in ascending order. */
    static OutputLayer gradients(Matrix dLogits, Matrix A) {
        return new OutputLayer(
                Matrix.zeros(dLogits.rows(), A.rows()).addProductTransposed(dLogits, A),
                Matrix.zeros(dLogits.rows(), 1).addColumns(dLogits));
    }

    /** Gradients of zero, where no loss looked at the output. */
    OutputLayer zeroGradients() {
        return new OutputLayer(Matrix.zeros(Wy.rows(), Wy.columns()), Matrix.zeros(by.rows(), 1));
    }
}
