package io.github.unroll;

import java.util.List;

/**
 * The nonlinear part of an LSTM step, forward directly above backward: what stands between the affine parts of its four
 * gates and its two states. A cell and a sequence both go through here, so their equations and their bits are the same.
 *
 * @param ft (nA, m), the forget gate
 * @param it (nA, m), the input gate, which the notebook calls the update gate
 * @param cct (nA, m), the candidate value
 * @param ot (nA, m), the output gate
 * @param cNext (nA, m), the cell state after the step
 * @param tanhC (nA, m), its tanh
 */
record LstmGates(Matrix ft, Matrix it, Matrix cct, Matrix ot, Matrix cNext, Matrix tanhC) {

    /**
     * From the pre-activations z of f, i, c, o, each (nA, m), which become the gates in place.
     *
     * <pre>{@code
     * ft = σ(zf)   it = σ(zi)   cct = tanh(zc)   ot = σ(zo)
     * c<t> = ft ⊙ c<t-1> + it ⊙ cct
     * }</pre>
     */
    static LstmGates forward(List<Matrix> z, Matrix cPrev, Workspace workspace) {
        Matrix ft = sigmoid(z.get(0), workspace);
        Matrix it = sigmoid(z.get(1), workspace);
        Matrix cct = tanh(z.get(2), workspace);
        Matrix ot = sigmoid(z.get(3), workspace);

        // c<t> = ft ⊙ c<t-1> + it ⊙ cct
        Matrix cNext = cPrev.copy();
        Elementwise.multiply(cNext.values(), ft.values());
        Elementwise.addProduct(cNext.values(), it.values(), cct.values());
        return new LstmGates(ft, it, cct, ot, cNext, tanh(cNext.copy(), workspace));
    }

    private static Matrix sigmoid(Matrix z, Workspace workspace) {
        Elementary.sigmoid(z.values(), workspace.block());
        return z;
    }

    private static Matrix tanh(Matrix z, Workspace workspace) {
        Elementary.tanh(z.values(), workspace.block());
        return z;
    }

    /** {@code a<t> = ot ⊙ tanh(c<t>)}, (nA, m). */
    Matrix aNext() {
        return product(ot, tanhC);
    }

    /**
     * The gradients of one step at its four pre-activations and at the cell state before it; each (nA, m).
     *
     * <p>The notebook calls the first four {@code dft dit dcct dot}.
     */
    record Gradients(Matrix dzf, Matrix dzi, Matrix dzc, Matrix dzo, Matrix dcPrev) {

        /** Those at the pre-activations, in the order of {@link LstmParameters#gates()}. */
        List<Matrix> dz() {
            return List.of(dzf, dzi, dzc, dzo);
        }
    }

    /**
     * From the gradients at both states, each (nA, m).
     *
     * <pre>{@code
     * dzo = da ⊙ tanh(c<t>) ⊙ ot (1 - ot)
     * dc  = dc_next + da ⊙ ot ⊙ (1 - tanh²(c<t>))        both ways into c<t>
     * dzf = dc ⊙ c<t-1> ⊙ ft (1 - ft)
     * dzi = dc ⊙ cct    ⊙ it (1 - it)
     * dzc = dc ⊙ it     ⊙ (1 - cct²)
     * dc_prev = dc ⊙ ft
     * }</pre>
     */
    Gradients backward(Matrix daNext, Matrix dcNext, Matrix cPrev) {
        // dzo = da ⊙ tanh(c<t>) ⊙ ot (1 - ot)
        Matrix dzo = product(daNext, tanhC);
        Elementwise.multiplyBySigmoidSlope(dzo.values(), ot.values());

        // dc = dc_next + da ⊙ ot ⊙ (1 - tanh²(c<t>))
        Matrix dc = product(daNext, ot);
        Elementwise.multiplyByTanhSlope(dc.values(), tanhC.values());
        Elementwise.add(dc.values(), dcNext.values());

        // dzf = dc ⊙ c<t-1> ⊙ ft (1 - ft)
        Matrix dzf = product(dc, cPrev);
        Elementwise.multiplyBySigmoidSlope(dzf.values(), ft.values());

        // dzi = dc ⊙ cct ⊙ it (1 - it)
        Matrix dzi = product(dc, cct);
        Elementwise.multiplyBySigmoidSlope(dzi.values(), it.values());

        // dzc = dc ⊙ it ⊙ (1 - cct²)
        Matrix dzc = product(dc, it);
        Elementwise.multiplyByTanhSlope(dzc.values(), cct.values());

        // dc_prev = dc ⊙ ft, in the place of dc
        Elementwise.multiply(dc.values(), ft.values());
        return new Gradients(dzf, dzi, dzc, dzo, dc);
    }

    /** {@code p ⊙ q}, element by element. */
    private static Matrix product(Matrix p, Matrix q) {
        Matrix product = p.copy();
        Elementwise.multiply(product.values(), q.values());
        return product;
    }
}
