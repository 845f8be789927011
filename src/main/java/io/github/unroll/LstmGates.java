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
        double[][] c = new double[cPrev.columns()][];
        for (int j = 0; j < c.length; j++) {
            c[j] = cPrev.values()[j].clone();
            Elementwise.multiply(c[j], ft.values()[j]);
            Elementwise.addProduct(c[j], it.values()[j], cct.values()[j]);
        }
        Matrix cNext = Matrix.wrap(ft.rows(), c);
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
        double[][] a = new double[ot.columns()][];
        for (int j = 0; j < a.length; j++) {
            a[j] = ot.values()[j].clone();
            Elementwise.multiply(a[j], tanhC.values()[j]);
        }
        return Matrix.wrap(ot.rows(), a);
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
        int rows = ft.rows(), n = ft.columns();
        Gradients d = new Gradients(
                Matrix.zerosOrNone(rows, n),
                Matrix.zerosOrNone(rows, n),
                Matrix.zerosOrNone(rows, n),
                Matrix.zerosOrNone(rows, n),
                dcNext.copy());
        backward(daNext, d.dcPrev, cPrev, d.dz());
        return d;
    }

    /** The same in place: dc_next becomes dc_prev, and dz of the gates f, i, c, o may hold anything; each (nA, m). */
    void backward(Matrix daNext, Matrix dcNext, Matrix cPrev, List<Matrix> dz) {
        for (int j = 0; j < dcNext.columns(); j++) { // a column at a time, so that it stays in the cache
            double[] da = daNext.values()[j], dc = dcNext.values()[j], tanhCj = tanhC.values()[j];
            double[] f = ft.values()[j], i = it.values()[j], cc = cct.values()[j], o = ot.values()[j];

            // dzo = da ⊙ tanh(c<t>) ⊙ ot (1 - ot)
            Elementwise.sigmoidGradient(dz.get(3).values()[j], da, tanhCj, o);
            // dc = dc_next + da ⊙ ot ⊙ (1 - tanh²(c<t>))
            Elementwise.addTanhGradient(dc, da, o, tanhCj);
            // dzf = dc ⊙ c<t-1> ⊙ ft (1 - ft)
            Elementwise.sigmoidGradient(dz.get(0).values()[j], dc, cPrev.values()[j], f);
            // dzi = dc ⊙ cct ⊙ it (1 - it)
            Elementwise.sigmoidGradient(dz.get(1).values()[j], dc, cc, i);
            // dzc = dc ⊙ it ⊙ (1 - cct²)
            Elementwise.tanhGradient(dz.get(2).values()[j], dc, i, cc);
            // dc_prev = dc ⊙ ft
            Elementwise.multiply(dc, f);
        }
    }
}
