package io.github.unroll;

import java.util.List;

/**
 * The gradient that each step's own output sends to its state, da{@literal <t>}: given by the caller, or made from a loss.
 * The reversed loops add the carry to it.
 */
interface StateGradients {

    /** {@code da<t> + carry}, (nA, m), in columns that the caller may overwrite; the carry's own are not among them. */
    Matrix plus(Matrix carry, int t);

    /** From a list over time, each (nA, m), which stays as it is. */
    static StateGradients given(List<Matrix> da) {
        return (carry, t) -> {
            Matrix sum = da.get(t).copy();
            Elementwise.add(sum.values(), carry.values());
            return sum;
        };
    }

    /**
     * From a loss that looks at some examples at some steps.
     *
     * @param dA (nA, n), the columns of all graded examples, from the last step to the first; overwritten
     * @param graded T masks, from the last step to the first
     */
    static StateGradients ofLoss(Matrix dA, List<Mask> graded) {
        int[] start = new int[graded.size()];
        for (int s = 1; s < start.length; s++) {
            start[s] = start[s - 1] + graded.get(s - 1).count();
        }
        return (carry, t) -> {
            int s = start.length - 1 - t;
            Mask mask = graded.get(s);
            Matrix own = dA.slice(start[s], start[s] + mask.count());
            Elementwise.add(own.values(), mask.take(carry).values());
            return mask.isAll() ? own : mask.put(own, carry.copy());
        };
    }
}
