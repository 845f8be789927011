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
    Matrix ofInputs(Matrix X, Workspace workspace) {
        return b.plusProduct(Wx, X, workspace);
    }

    /** In place, {@code z += Wa a<t-1>}; returns z. */
    Matrix addState(Matrix z, Matrix aPrev, Workspace workspace) {
        return z.addProduct(Wa, aPrev, workspace);
    }

    /** {@code Wx' and Wa'}, made once for a backward pass over steps of m examples. */
    Affine.Transposed transposed(int m) {
        return new Transposed(Wx.transpose(), Packed.ofTransposed(Wa.values(), m));
    }

    /**
     * In place, plus the gradients with respect to Wx, Wa and b, summed over the columns in ascending order; returns this.
     *
     * <pre>{@code
     * dWx += sum dz x'     dWa += sum dz aPrev'     db += sum dz
     * }</pre>
     *
     * @param dZ (r, n), the gradient at z
     * @param X (nX, n)
     * @param APrev (nA, n)
     */
    Affine addGradients(Matrix dZ, Matrix X, Matrix APrev, Workspace workspace) {
        Wx.addProductTransposed(dZ, X, workspace);
        Wa.addProductTransposed(dZ, APrev, workspace);
        b.addColumns(dZ);
        return this;
    }

    /**
     * The transposed weights: a product with them is the gradient at what went in.
     *
     * @param Wx (nX, r)
     * @param Wa (nA, r)
     */
    record Transposed(Matrix Wx, Packed Wa) {

        /** Zeros in the shapes of the weights, to add their gradients to. */
        Affine zeros() {
            return new Affine(
                    Matrix.zeros(Wx.columns(), Wx.rows()),
                    Matrix.zeros(Wa.columns(), Wa.rows()),
                    Matrix.zeros(Wa.columns(), 1));
        }

        /** The gradient at x, {@code Wx' dz}, for any number of columns. */
        Matrix inputGradient(Matrix dZ, Workspace workspace) {
            return Matrix.product(Wx, dZ, new double[dZ.columns()][], workspace);
        }

        /** The gradient at the previous state, {@code Wa' dz}: the carry of the reversed loop. */
        Matrix stateGradient(Matrix dz, Workspace workspace) {
            return Matrix.zerosOrNone(Wa.rows(), dz.columns()).addProduct(Wa, dz, workspace);
        }
    }
}
