package io.github.unroll;

/**
 * What every recurrent unit does before its nonlinearity, and the gradients of it. A vanilla RNN has one, an LSTM one for
 * each gate.
 *
 * <pre>{@code z<t> = b + Wx x<t> + Wa a<t-1>}</pre>
 *
 * <p>Only the last term is sequential, so the first two are made for all steps at once; the additions are in this order,
 * and inside each product over ascending index, so it does not matter for the bits which steps are made together.
 *
 * @param Wx (r, nX)
 * @param Wa (r, nA)
 * @param b (r, 1)
 */
record Affine(Matrix Wx, Matrix Wa, Matrix b) {

    /** {@code b + Wx X} for any number of columns, (r, n): to be completed by {@link #addState}. */
    Matrix ofInputs(Matrix X) {
        return b.plusProduct(Wx, X);
    }

    /** In place, {@code z += Wa a<t-1>}; returns z. */
    Matrix addState(Matrix z, Matrix aPrev) {
        return z.addProduct(Wa, aPrev);
    }

    /** The same in a {@link Matrix#stepWorkspace} that is kept for all steps. */
    Matrix addState(Matrix z, Matrix aPrev, double[][] workspace) {
        return z.addProduct(Wa, aPrev, workspace);
    }

    /** {@code Wx' and Wa'}, made once for a backward pass. */
    Affine.Transposed transposed() {
        return new Transposed(Wx.transpose(), Wa.transpose());
    }

    /**
     * The gradients with respect to Wx, Wa and b, summed over the columns in ascending order.
     *
     * <pre>{@code
     * dWx = sum dz x'     dWa = sum dz aPrev'     db = sum dz
     * }</pre>
     *
     * @param dZ (r, n), the gradient at z
     * @param X (nX, n)
     * @param APrev (nA, n)
     */
    static Affine gradients(Matrix dZ, Matrix X, Matrix APrev) {
        return new Affine(
                Matrix.zeros(dZ.rows(), X.rows()).addProductTransposed(dZ, X),
                Matrix.zeros(dZ.rows(), APrev.rows()).addProductTransposed(dZ, APrev),
                Matrix.zeros(dZ.rows(), 1).addColumns(dZ));
    }

    /**
     * The transposed weights: a product with them is the gradient at what went in.
     *
     * @param Wx (nX, r)
     * @param Wa (nA, r)
     */
    record Transposed(Matrix Wx, Matrix Wa) {

        /** The gradient at x, {@code Wx' dz}, for any number of columns. */
        Matrix inputGradient(Matrix dZ) {
            return Matrix.product(Wx, dZ);
        }

        /** The gradient at the previous state, {@code Wa' dz}: the carry of the reversed loop. */
        Matrix stateGradient(Matrix dz) {
            return Matrix.product(Wa, dz);
        }
    }
}
