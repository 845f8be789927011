package io.github.unroll;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An RNN with a loss on top, drawn at random: everything that a backward pass is given.
 *
 * @param cell activation and output
 * @param loss fits the output
 * @param parameters the weights and biases
 * @param x T inputs, each (nX, m)
 * @param a0 (nA, m), not zero
 * @param target T targets, each (nY, m)
 * @param weights (m, T), some of them 0
 */
record Problem(
        RnnCell cell,
        Loss loss,
        RnnParameters parameters,
        List<Matrix> x,
        Matrix a0,
        List<Matrix> target,
        Matrix weights) {

    /** Pre-activations of a ReLU that is to be differentiated numerically stay at least this far from its kink. */
    private static final double AWAY_FROM_KINK = 3e-3;

    /**
     * An activation and a loss on an output that it fits.
     *
     * @param activation the hidden one
     * @param output the output
     * @param kind the loss
     */
    record Pair(Activation activation, Output output, Loss.Kind kind) {

        /** All 20: four activations, each with five pairs of output and loss. */
        static Stream<Pair> all() {
            return Stream.of(Activation.values())
                    .flatMap(activation -> Stream.of(Loss.Kind.values())
                            .flatMap(kind -> outputs(kind).map(output -> new Pair(activation, output, kind))));
        }

        private static Stream<Output> outputs(Loss.Kind kind) {
            return switch (kind) {
                case SOFTMAX_CROSS_ENTROPY -> Stream.of(Output.SOFTMAX);
                case SIGMOID_BINARY_CROSS_ENTROPY -> Stream.of(Output.SIGMOID);
                case HALF_SQUARED_ERROR -> Stream.of(Output.values());
            };
        }

        @Override
        public String toString() {
            return activation + ", " + kind + " on " + output;
        }
    }

    /**
     * The sizes of a problem.
     *
     * @param nX inputs
     * @param nA hidden units
     * @param nY outputs
     * @param m examples
     * @param T steps
     */
    record Size(int nX, int nA, int nY, int m, int T) {}

    static Problem draw(Pair pair, Reduction reduction, Size size, long seed) {
        Draw draw = new Draw(seed);
        return new Problem(
                new RnnCell(pair.activation, pair.output),
                new Loss(pair.kind, reduction),
                draw.rnn(size.nX, size.nA, size.nY),
                draw.steps(size.T, size.nX, size.m),
                draw.matrix(size.nA, size.m).times(0.5),
                draw.targets(pair.output, size.T, size.nY, size.m),
                draw.weights(size.m, size.T));
    }

    /** The first problem from this seed on in which no ReLU is near its kink. */
    static Problem drawSmooth(Pair pair, Reduction reduction, Size size, long seed) {
        Problem problem = draw(pair, reduction, size, seed);
        for (long next = seed + 1; !problem.isSmooth(); next++) {
            problem = draw(pair, reduction, size, next);
        }
        return problem;
    }

    private boolean isSmooth() {
        if (cell.activation() != Activation.RELU) {
            return true;
        }
        Matrix aPrev = a0;
        for (RnnCache cache : forward().caches()) {
            Matrix z = parameters.Wax().times(cache.xt()).plus(parameters.Waa().times(aPrev));
            for (int i = 0; i < z.rows(); i++) {
                for (int j = 0; j < z.columns(); j++) {
                    if (Math.abs(z.get(i, j) + parameters.ba().get(i, 0)) < AWAY_FROM_KINK) {
                        return false;
                    }
                }
            }
            aPrev = cache.aNext();
        }
        return true;
    }

    RnnSequence sequence() {
        return new RnnSequence(cell);
    }

    RnnForward forward() {
        return sequence().forward(x, a0, parameters);
    }

    RnnForward forward(int... lengths) {
        return sequence().forward(x, a0, parameters, lengths);
    }

    Targets everyStep() {
        return Targets.everyStep(target);
    }

    Targets lastStep() {
        return Targets.lastStep(target.get(target.size() - 1));
    }

    /** Of a batch of different lengths: each example's target at its own last step. */
    Targets lastStep(int... lengths) {
        double[][] last = target.get(0).toArray();
        for (int k = 0; k < last.length; k++) {
            for (int j = 0; j < lengths.length; j++) {
                last[k][j] = target.get(lengths[j] - 1).get(k, j);
            }
        }
        return Targets.lastStep(Matrix.of(last));
    }

    Targets weighted() {
        return everyStep().weighted(weights);
    }

    RnnGradients backward() {
        return Bptt.backward(loss, target, forward());
    }

    /** The same with other values. */
    Problem with(List<Matrix> otherX, Matrix otherA0, RnnParameters otherParameters) {
        return new Problem(cell, loss, otherParameters, otherX, otherA0, target, weights);
    }

    /** The problem of some of its examples, in this order. */
    Problem examples(int... columns) {
        return new Problem(
                cell,
                loss,
                parameters,
                examples(x, columns),
                examples(a0, columns),
                examples(target, columns),
                examples(weights.transpose(), columns).transpose());
    }

    /** The problem of one example and its first steps, without weights. */
    Problem alone(int example, int length) {
        Problem p = examples(example);
        List<Matrix> itsX = p.x.subList(0, length);
        return new Problem(cell, loss, parameters, itsX, p.a0, p.target.subList(0, length), null);
    }

    static List<Matrix> examples(List<Matrix> steps, int... columns) {
        List<Matrix> taken = new ArrayList<>();
        steps.forEach(step -> taken.add(examples(step, columns)));
        return taken;
    }

    static Matrix examples(Matrix batch, int... columns) {
        double[][] taken = new double[batch.rows()][columns.length];
        for (int i = 0; i < batch.rows(); i++) {
            for (int j = 0; j < columns.length; j++) {
                taken[i][j] = batch.get(i, columns[j]);
            }
        }
        return Matrix.of(taken);
    }

    /** The names of everything that has a gradient, and the gradients of x step by step. */
    static Map<String, List<Matrix>> named(RnnGradients d) {
        Map<String, List<Matrix>> named = new LinkedHashMap<>();
        named.put("x", d.dx());
        named.put("a0", List.of(d.da0()));
        d.parameters().named().forEach((name, matrix) -> named.put(name, List.of(matrix)));
        return Collections.unmodifiableMap(named);
    }
}
