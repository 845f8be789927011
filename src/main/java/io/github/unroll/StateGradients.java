package io.github.unroll;

import java.util.List;

/**
 * The gradient that each step's own output sends to its state, da{@literal <t>}: given by the caller, or made from a loss.
 * The reversed loops add the carry to it.
 */
interface StateGradients {

    /** Before the steps of a block; of the one before it nothing is needed any more. */
    void begin(Block block);

    /** {@code da<t> + carry}, (nA, m), in columns that the caller may overwrite; the carry's own are not among them. */
    Matrix plus(Matrix carry, int t);

    /** After the last block: the gradients of the output layer. */
    OutputLayer outputGradients();

    /** From a list over time, each (nA, m), which stays as it is; the output layer's gradients are zero. */
    static StateGradients given(List<Matrix> da, OutputLayer layer) {
        return new StateGradients() {
            @Override
            public void begin(Block block) {
                // they are all there
            }

            @Override
            public Matrix plus(Matrix carry, int t) {
                Matrix sum = da.get(t).copy();
                Elementwise.add(sum.values(), carry.values());
                return sum;
            }

            @Override
            public OutputLayer outputGradients() {
                return layer.zeroGradients();
            }
        };
    }
}
