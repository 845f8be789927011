package io.github.unroll;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * A random LSTM with inputs and both states, none of them zero, and the gradients that a backward pass can start from.
 *
 * @param x T inputs, each (nX, m)
 * @param a0 (nA, m)
 * @param c0 (nA, m)
 * @param parameters of normal values; bf is moved up by 1, so that over many steps c0 still matters
 * @param da T gradients, each (nA, m)
 * @param dcLast (nA, m)
 */
record LstmCase(List<Matrix> x, Matrix a0, Matrix c0, LstmParameters parameters, List<Matrix> da, Matrix dcLast) {

    static LstmCase random(long seed, int nX, int nA, int nY, int m, int T) {
        Random random = new Random(seed);
        LstmParameters parameters = new LstmParameters(
                normal(random, nA, nA + nX),
                normal(random, nA, 1).map(v -> v + 1),
                normal(random, nA, nA + nX),
                normal(random, nA, 1),
                normal(random, nA, nA + nX),
                normal(random, nA, 1),
                normal(random, nA, nA + nX),
                normal(random, nA, 1),
                normal(random, nY, nA),
                normal(random, nY, 1));
        List<Matrix> x = new ArrayList<>();
        List<Matrix> da = new ArrayList<>();
        for (int t = 0; t < T; t++) {
            x.add(normal(random, nX, m));
            da.add(normal(random, nA, m));
        }
        return new LstmCase(x, normal(random, nA, m), normal(random, nA, m), parameters, da, normal(random, nA, m));
    }

    private static Matrix normal(Random random, int rows, int columns) {
        return Matrix.generate(rows, columns, () -> 0.7 * random.nextGaussian());
    }

    /** With softmax. */
    LstmForward forward() {
        return forward(Output.SOFTMAX);
    }

    /** With the lengths, if there are any. */
    LstmForward forward(Output output, int... lengths) {
        return lengths.length == 0
                ? LstmSequence.forward(x, a0, c0, parameters, output)
                : LstmSequence.forward(x, a0, c0, parameters, output, lengths);
    }

    /** From da and dcLast. */
    LstmGradients backward(int... lengths) {
        return LstmBptt.backward(da, dcLast, forward(Output.SOFTMAX, lengths).caches());
    }

    /** {@code sum of <da<t>, a<t>> + <dcLast, c<T>>}: the loss whose gradient at the states is da and dcLast. */
    double linearLoss(LstmForward forward) {
        double sum = dot(dcLast, forward.c().get(forward.c().size() - 1));
        for (int t = 0; t < da.size(); t++) {
            sum += dot(da.get(t), forward.a().get(t));
        }
        return sum;
    }

    private static double dot(Matrix a, Matrix b) {
        double[] sum = new double[1];
        a.combine(b, (v, w) -> sum[0] += v * w);
        return sum[0];
    }

    /** The claimed gradient of {@link #linearLoss} against numerical differentiation. */
    GradientReport checkLinear(LstmGradients claimed, int... lengths) {
        return check(this::linearLoss, claimed, Output.SOFTMAX, lengths);
    }

    /** The claimed gradient of a loss against numerical differentiation: ten parameters, every x, a0 and c0. */
    GradientReport check(ToDoubleFunction<LstmForward> loss, LstmGradients claimed, Output output, int... lengths) {
        return GradientCheck.of(values -> loss.applyAsDouble(moved(values).forward(output, lengths)))
                .with(parameters.named(), claimed.parameters().named())
                .withSteps("x", x, claimed.dx())
                .with("a0", a0, claimed.da0())
                .with("c0", c0, claimed.dc0())
                .fivePoints()
                .run();
    }

    private LstmCase moved(NamedValues v) {
        return new LstmCase(v.steps("x"), v.get("a0"), v.get("c0"), v.like(parameters), da, dcLast);
    }
}
