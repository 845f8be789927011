package io.github.unroll;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient at the states from a loss that looks at some examples at some steps: {@code logits = Wy a + by} backward.
 *
 * <pre>{@code
 * dA = Wy' dLogits      dWy += dLogits A'      dby += sum of dLogits       a block of steps at a time
 * }</pre>
 *
 * <p>Columns are those of the graded examples, from the last step to the first. dA and dLogits of one block lie in the
 * columns of the block before it.
 */
final class LossGradients implements StateGradients {

    private final Grading grading;
    private final List<Mask> graded; // from the last step to the first
    private final int[] start; // of each of them, its first column; and the number of all columns
    private final List<Matrix> a;
    private final Matrix weights; // Wy'
    // whether dWy' is kept for dWy, += A dLogits': each block's product would turn dWy and turn it back,
    // 1 % of a step at 1024 units
    private final boolean turned;
    private final Matrix dWy;
    private final Matrix dby;
    private final Workspace workspace;

    private Matrix dA; // of the block
    private int from; // its first column
    private double[][] columnsOfDA = {};
    private double[][] columnsOfDLogits = {};

    /** The states a, each (nA, m), are those that the predictions were made from. */
    LossGradients(Grading grading, OutputLayer layer, List<Matrix> a, Workspace workspace) {
        this.grading = grading;
        this.graded = grading.masks();
        this.a = a;
        this.weights = layer.Wy().transpose();
        Matrix Wy = layer.Wy();
        this.turned = Products.isTurned(Wy.rows(), Wy.columns());
        this.dWy = turned ? Matrix.zeros(Wy.columns(), Wy.rows()) : Matrix.zeros(Wy.rows(), Wy.columns());
        this.dby = Matrix.zeros(layer.by().rows(), 1);
        this.workspace = workspace;
        start = new int[graded.size() + 1];
        for (int s = 0; s < graded.size(); s++) {
            start[s + 1] = start[s] + graded.get(s).count();
        }
    }

    @Override
    public void begin(Block block) {
        int first = graded.size() - 1 - block.last();
        int end = graded.size() - block.first();
        from = start[first];
        int n = start[end] - from;
        columnsOfDLogits = atLeast(n, columnsOfDLogits);
        columnsOfDA = atLeast(n, columnsOfDA);

        Matrix dLogits = grading.gradient(from, n, columnsOfDLogits);
        Matrix A = states(block, graded.subList(first, end));
        dWy.addProductTransposed(turned ? A : dLogits, turned ? dLogits : A, workspace);
        dby.addColumns(dLogits);
        dA = Matrix.product(weights, dLogits, columnsOfDA, workspace);
    }

    private static double[][] atLeast(int n, double[][] columns) {
        return columns.length < n ? Arrays.copyOf(columns, n) : columns;
    }

    /** A, the states of the graded examples side by side, (nA, n). */
    private Matrix states(Block block, List<Mask> masks) {
        List<Matrix> states = new ArrayList<>(masks.size());
        for (int t = block.last(); t >= block.first(); t--) {
            states.add(a.get(t));
        }
        return Mask.join(states, masks);
    }

    @Override
    public Matrix plus(Matrix carry, int t) {
        int s = graded.size() - 1 - t;
        Mask mask = graded.get(s);
        Matrix own = dA.slice(start[s] - from, start[s + 1] - from);
        Elementwise.add(own.values(), mask.take(carry).values());
        return mask.isAll() ? own : mask.put(own, carry.copy());
    }

    @Override
    public OutputLayer outputGradients() {
        return new OutputLayer(turned ? dWy.transpose() : dWy, dby);
    }
}
