package io.github.unroll;

/**
 * What the backward pass of one LSTM step needs; the notebook's tuple
 * {@code (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)}.
 *
 * <p>In a batch of sequences of different lengths the gates and {@code tanhC} of an example past its length are 0.
 *
 * @param aNext (nA, m), the hidden state after the step
 * @param cNext (nA, m), the cell state after the step
 * @param aPrev (nA, m), the hidden state before it
 * @param cPrev (nA, m), the cell state before it
 * @param ft (nA, m), the forget gate
 * @param it (nA, m), the input gate, which the notebook calls the update gate
 * @param cct (nA, m), the candidate value
 * @param ot (nA, m), the output gate
 * @param tanhC (nA, m), {@code tanh(cNext)}, kept so that the backward pass need not compute it again
 * @param xt (nX, m), the input of the step
 * @param parameters the weights and biases it was computed with
 * @param output the output function of the pass
 * @param mask the examples that the step applied to; the states of the others were copied through
 */
public record LstmCache(
        Matrix aNext,
        Matrix cNext,
        Matrix aPrev,
        Matrix cPrev,
        Matrix ft,
        Matrix it,
        Matrix cct,
        Matrix ot,
        Matrix tanhC,
        Matrix xt,
        LstmParameters parameters,
        Output output,
        Mask mask)
        implements StepCache {

    /**
     * Checks that the shapes belong together.
     *
     * @param aNext (nA, m), the hidden state after the step
     * @param cNext (nA, m), the cell state after the step
     * @param aPrev (nA, m), the hidden state before it
     * @param cPrev (nA, m), the cell state before it
     * @param ft (nA, m), the forget gate
     * @param it (nA, m), the input gate, which the notebook calls the update gate
     * @param cct (nA, m), the candidate value
     * @param ot (nA, m), the output gate
     * @param tanhC (nA, m), {@code tanh(cNext)}, kept so that the backward pass need not compute it again
     * @param xt (nX, m), the input of the step
     * @param parameters the weights and biases it was computed with
     * @param output the output function of the pass
     * @param mask the examples that the step applied to; the states of the others were copied through
     * @throws IllegalArgumentException if a component is null or its shape does not fit
     */
    public LstmCache {
        Shapes.present("LstmCache", "parameters", parameters);
        Shapes.present("LstmCache", "output", output);
        Shapes.present("LstmCache", "mask", mask);
        state("aNext", aNext, parameters, mask);
        state("cNext", cNext, parameters, mask);
        state("aPrev", aPrev, parameters, mask);
        state("cPrev", cPrev, parameters, mask);
        state("ft", ft, parameters, mask);
        state("it", it, parameters, mask);
        state("cct", cct, parameters, mask);
        state("ot", ot, parameters, mask);
        state("tanhC", tanhC, parameters, mask);
        Shapes.check("LstmCache", "xt", xt, "nX", parameters.nX(), "m", mask.m());
    }

    private static void state(String name, Matrix state, LstmParameters parameters, Mask mask) {
        Shapes.check("LstmCache", name, state, "nA", parameters.nA(), "m", mask.m());
    }

    /** From the gates of the live examples, (nA, count), and everything else of the whole batch. */
    static LstmCache of(
            LstmGates live,
            Matrix aNext,
            Matrix aPrev,
            Matrix cPrev,
            Matrix xt,
            LstmParameters parameters,
            Output output,
            Mask mask) {
        return new LstmCache(
                aNext,
                mask.put(live.cNext(), cPrev),
                aPrev,
                cPrev,
                mask.putAmongZeros(live.ft()),
                mask.putAmongZeros(live.it()),
                mask.putAmongZeros(live.cct()),
                mask.putAmongZeros(live.ot()),
                mask.putAmongZeros(live.tanhC()),
                xt,
                parameters,
                output,
                mask);
    }

    /** The gates of the live examples, (nA, count). */
    LstmGates gates() {
        return new LstmGates(
                mask.take(ft), mask.take(it), mask.take(cct), mask.take(ot), mask.take(cNext), mask.take(tanhC));
    }
}
