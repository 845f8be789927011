package io.github.unroll;

/**
 * The nonlinear part of an LSTM step, forward directly above backward: what stands between the affine parts of its four
 * gates and its two states. A cell and a sequence both go through here, so their equations and their bits are the same.
 *
 * @param ft (nA, m), the forget gate
 * @param it (nA, m), the update gate
 * @param cct (nA, m), the candidate value
 * @param ot (nA, m), the output gate
 * @param cNext (nA, m), the cell state after the step
 * @param tanhC (nA, m), its tanh
 */
record LstmGates(Matrix ft, Matrix it, Matrix cct, Matrix ot, Matrix cNext, Matrix tanhC) {

    /**
     * From the pre-activations, which become the gates in place.
     *
     * <pre>{@code
     * ft = σ(zf)   it = σ(zi)   cct = tanh(zc)   ot = σ(zo)
     * c<t> = ft ⊙ c<t-1> + it ⊙ cct
     * }</pre>
     */
    static LstmGates forward(Matrix zf, Matrix zi, Matrix zc, Matrix zo, Matrix cPrev) {
        Elementary.sigmoid(zf.values());
        Elementary.sigmoid(zi.values());
        Elementary.tanh(zc.values());
        Elementary.sigmoid(zo.values());
        Matrix cNext = cPrev.copy();
        Elementwise.multiply(cNext.values(), zf.values());
        Elementwise.addProduct(cNext.values(), zi.values(), zc.values());
        Matrix tanhC = cNext.copy();
        Elementary.tanh(tanhC.values());
        return new LstmGates(zf, zi, zc, zo, cNext, tanhC);
    }

    /** {@code a<t> = ot ⊙ tanh(c<t>)}, (nA, m). */
    Matrix aNext() {
        Matrix aNext = ot.copy();
        Elementwise.multiply(aNext.values(), tanhC.values());
        return aNext;
    }

    /**
     * The gradients of one step at its four pre-activations and at the cell state before it; each (nA, m).
     *
     * <p>The notebook calls the first four {@code dft dit dcct dot}.
     */
    record Gradients(Matrix dzf, Matrix dzi, Matrix dzc, Matrix dzo, Matrix dcPrev) {}

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
        Matrix dzo = daNext.copy();
        Elementwise.multiply(dzo.values(), tanhC.values());
        Elementwise.multiplyBySigmoidSlope(dzo.values(), ot.values());

        Matrix dc = daNext.copy();
        Elementwise.multiply(dc.values(), ot.values());
        Elementwise.multiplyByTanhSlope(dc.values(), tanhC.values());
        Elementwise.add(dc.values(), dcNext.values());

        Matrix dzf = dc.copy();
        Elementwise.multiply(dzf.values(), cPrev.values());
        Elementwise.multiplyBySigmoidSlope(dzf.values(), ft.values());

        Matrix dzi = dc.copy();
        Elementwise.multiply(dzi.values(), cct.values());
        Elementwise.multiplyBySigmoidSlope(dzi.values(), it.values());

        Matrix dzc = dc.copy();
        Elementwise.multiply(dzc.values(), it.values());
        Elementwise.multiplyByTanhSlope(dzc.values(), cct.values());

        Elementwise.multiply(dc.values(), ft.values()); // dc_prev
        return new Gradients(dzf, dzi, dzc, dzo, dc);
    }
}
