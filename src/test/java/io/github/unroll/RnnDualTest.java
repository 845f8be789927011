package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Backpropagation through time against forward-mode differentiation, which has no truncation error. */
class RnnDualTest {

    /** Both are exact up to rounding, which some thousand operations let grow to some hundred units in the last place. */
    private static final double TOLERANCE = 1e-13;

    private static final Size SIZE = new Size(3, 5, 2, 4, 6);

    static Stream<Pair> pairs() {
        return Pair.all();
    }

    private static Matrix equalWeights(double weight) {
        return Matrix.zeros(SIZE.m(), SIZE.T()).map(v -> weight);
    }

    private static void check(RnnGradients actual, RnnGradients expected) {
        assertThat(Deviation.of(actual.loss(), expected.loss())).isLessThanOrEqualTo(TOLERANCE);
        Deviation.check(actual, expected, TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void summedLossHasTheDualGradient(Pair pair) {
        Problem problem = Problem.draw(pair, Reduction.SUM, SIZE, 11);
        DualRnn.Head head = DualRnn.loss(pair.kind(), problem.target(), equalWeights(1));
        check(problem.backward(), new DualRnn(problem, head).gradients());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void meanLossHasTheDualGradient(Pair pair) {
        Problem problem = Problem.draw(pair, Reduction.MEAN, SIZE, 12);
        Matrix weights = equalWeights(1.0 / (SIZE.m() * SIZE.T()));
        DualRnn.Head head = DualRnn.loss(pair.kind(), problem.target(), weights);
        check(problem.backward(), new DualRnn(problem, head).gradients());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void weightedMeanHasTheDualGradient(Pair pair) {
        Problem problem = Problem.draw(pair, Reduction.MEAN, SIZE, 13);
        double sum = 0;
        for (double[] row : problem.weights().toArray()) {
            for (double weight : row) {
                sum += weight;
            }
        }
        DualRnn.Head head =
                DualRnn.loss(pair.kind(), problem.target(), problem.weights().times(1 / sum));
        RnnGradients d = Bptt.backward(problem.loss(), problem.weighted(), problem.forward());
        check(d, new DualRnn(problem, head).gradients());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void lossAtTheLastStepHasTheDualGradient(Pair pair) {
        Problem problem = Problem.draw(pair, Reduction.SUM, SIZE, 14);
        double[][] weights = new double[SIZE.m()][SIZE.T()];
        for (double[] row : weights) {
            row[SIZE.T() - 1] = 1;
        }
        DualRnn.Head head = DualRnn.loss(pair.kind(), problem.target(), Matrix.of(weights));
        RnnGradients d = Bptt.backward(problem.loss(), problem.lastStep(), problem.forward());
        check(d, new DualRnn(problem, head).gradients());
    }

    @ParameterizedTest
    @EnumSource
    void givenGradientsAtTheStatesHaveTheDualGradient(Activation activation) {
        Pair pair = new Pair(activation, Output.SOFTMAX, Loss.Kind.SOFTMAX_CROSS_ENTROPY);
        Problem problem = Problem.draw(pair, Reduction.SUM, SIZE, 15);
        List<Matrix> da = new Draw(16).steps(SIZE.T(), SIZE.nA(), SIZE.m());
        RnnGradients d = Bptt.backward(da, problem.forward().caches());
        Deviation.check(d, new DualRnn(problem, DualRnn.given(da)).gradients(), TOLERANCE);
        assertThat(d.dWya()).isEqualTo(Matrix.zeros(SIZE.nY(), SIZE.nA()));
        assertThat(d.dby()).isEqualTo(Matrix.zeros(SIZE.nY(), 1));
        assertThat(d.loss()).isNaN();
    }

    /** One entry that is off by a ten-billionth of the largest is seen. */
    @Test
    void aSmallDeviationIsSeen() {
        Problem problem = Problem.draw(
                new Pair(Activation.TANH, Output.SOFTMAX, Loss.Kind.SOFTMAX_CROSS_ENTROPY), Reduction.SUM, SIZE, 17);
        Matrix dWaa = problem.backward().dWaa();
        double largest = 0;
        for (double[] row : dWaa.toArray()) {
            for (double v : row) {
                largest = Math.max(largest, Math.abs(v));
            }
        }
        double[][] off = dWaa.toArray();
        off[4][2] += 1e-10 * largest;
        assertThat(Deviation.of(Matrix.of(off), dWaa)).isBetween(0.99e-10, 1.01e-10);
    }
}
