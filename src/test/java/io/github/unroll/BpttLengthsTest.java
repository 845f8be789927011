package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Backpropagation through time over sequences of different lengths in one batch. */
class BpttLengthsTest {

    /** The parameters' gradients are sums over the examples, which alone are summed in another order. */
    private static final double OTHER_ORDER = 4e-15;

    private static final Size SIZE = new Size(3, 2, 4, 5, 7);
    private static final int[] LENGTHS = {4, 7, 1, 6, 4};
    private static final Pair NOTEBOOK = new Pair(Activation.TANH, Output.SOFTMAX, Loss.Kind.SOFTMAX_CROSS_ENTROPY);

    static Stream<Pair> pairs() {
        return Pair.all();
    }

    private static Problem problem(Pair pair, Reduction reduction) {
        return Problem.draw(pair, reduction, SIZE, 71);
    }

    /** Every step at which an example is over holds this. */
    private static List<Matrix> padded(List<Matrix> steps, double padding) {
        List<Matrix> padded = new ArrayList<>();
        for (int t = 0; t < steps.size(); t++) {
            double[][] step = steps.get(t).toArray();
            for (double[] row : step) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = t < LENGTHS[j] ? row[j] : padding;
                }
            }
            padded.add(Matrix.of(step));
        }
        return padded;
    }

    private static List<Targets> everyKind(Problem problem) {
        return List.of(problem.everyStep(), problem.weighted(), problem.lastStep(LENGTHS));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theGradientAtAnInputPastTheEndIsExactlyZero(Pair pair) {
        Problem problem = problem(pair, Reduction.MEAN);
        for (Targets targets : everyKind(problem)) {
            RnnGradients d = Bptt.backward(problem.loss(), targets, problem.forward(LENGTHS));
            for (int j = 0; j < SIZE.m(); j++) {
                for (int t = LENGTHS[j]; t < SIZE.T(); t++) {
                    assertThat(d.dx().get(t).column(j)).isEqualTo(Matrix.zeros(SIZE.nX(), 1));
                }
            }
            assertThat(d.dx().get(0).norm()).isPositive().isFinite();
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatPaddingHoldsReachesNothing(Pair pair) {
        Problem problem = problem(pair, Reduction.MEAN);
        Problem padded = new Problem(
                problem.cell(),
                problem.loss(),
                problem.parameters(),
                padded(problem.x(), Double.NaN),
                problem.a0(),
                padded(problem.target(), Double.NaN),
                problem.weights());
        RnnForward clean = problem.forward(LENGTHS);
        RnnForward forward = padded.forward(LENGTHS);
        assertThat(forward.a()).isEqualTo(clean.a());
        assertThat(forward.yPred()).isEqualTo(clean.yPred());
        for (int kind = 0; kind < 3; kind++) {
            Targets targets = everyKind(padded).get(kind);
            assertThat(Bptt.backward(padded.loss(), targets, forward))
                    .isEqualTo(Bptt.backward(problem.loss(), everyKind(problem).get(kind), clean));
        }
    }

    /** T = 7 is the longest length; nine more steps of padding change no bit. */
    @ParameterizedTest
    @MethodSource("pairs")
    void howMuchPaddingThereIsReachesNothing(Pair pair) {
        Problem problem = problem(pair, Reduction.MEAN);
        List<Matrix> x = new ArrayList<>(problem.x());
        List<Matrix> target = new ArrayList<>(problem.target());
        for (int t = 0; t < 9; t++) {
            x.add(Matrix.zeros(SIZE.nX(), SIZE.m()).map(v -> Double.NaN));
            target.add(Matrix.zeros(SIZE.nY(), SIZE.m()).map(v -> Double.NaN));
        }
        RnnForward clean = problem.forward(LENGTHS);
        RnnForward longer = problem.sequence().forward(x, problem.a0(), problem.parameters(), LENGTHS);
        assertThat(longer.a().subList(0, SIZE.T())).isEqualTo(clean.a());
        assertThat(longer.yPred().subList(0, SIZE.T())).isEqualTo(clean.yPred());
        sameButLonger(
                Bptt.backward(problem.loss(), target, longer),
                Bptt.backward(problem.loss(), problem.everyStep(), clean));
        sameButLonger(
                Bptt.backward(problem.loss(), problem.lastStep(LENGTHS), longer),
                Bptt.backward(problem.loss(), problem.lastStep(LENGTHS), clean));
    }

    private static void sameButLonger(RnnGradients longer, RnnGradients clean) {
        assertThat(longer.dx().subList(0, SIZE.T())).isEqualTo(clean.dx());
        assertThat(longer.dx().subList(SIZE.T(), SIZE.T() + 9)).containsOnly(Matrix.zeros(SIZE.nX(), SIZE.m()));
        assertThat(longer.loss()).isEqualTo(clean.loss());
        assertThat(longer.da0()).isEqualTo(clean.da0());
        assertThat(longer.parameters()).isEqualTo(clean.parameters());
    }

    /** Of a sum: a mean divides by the number of all examples' steps. dx and da0 to the last bit. */
    @ParameterizedTest
    @MethodSource("pairs")
    void eachExamplesGradientsHaveTheBitsOfRunningAlone(Pair pair) {
        Problem problem = problem(pair, Reduction.SUM);
        RnnGradients every = Bptt.backward(problem.loss(), problem.everyStep(), problem.forward(LENGTHS));
        RnnGradients last = Bptt.backward(problem.loss(), problem.lastStep(LENGTHS), problem.forward(LENGTHS));
        RnnGradients[] ofEvery = new RnnGradients[SIZE.m()];
        RnnGradients[] ofLast = new RnnGradients[SIZE.m()];
        for (int j = 0; j < SIZE.m(); j++) {
            Problem alone = problem.alone(j, LENGTHS[j]);
            ofEvery[j] = Bptt.backward(alone.loss(), alone.everyStep(), alone.forward());
            ofLast[j] = Bptt.backward(alone.loss(), alone.lastStep(), alone.forward());
            sameExample(every, ofEvery[j], j);
            sameExample(last, ofLast[j], j);
        }
        sumsTo(every, ofEvery);
        sumsTo(last, ofLast);
    }

    private static void sameExample(RnnGradients batch, RnnGradients alone, int j) {
        assertThat(Problem.examples(batch.dx(), j).subList(0, LENGTHS[j])).isEqualTo(alone.dx());
        assertThat(batch.da0().column(j)).isEqualTo(alone.da0());
    }

    private static void sumsTo(RnnGradients batch, RnnGradients[] alone) {
        double loss = Arrays.stream(alone).mapToDouble(RnnGradients::loss).sum();
        assertThat(Deviation.of(loss, batch.loss())).isLessThanOrEqualTo(OTHER_ORDER);
        batch.parameters().named().forEach((name, d) -> {
            Matrix sum = Matrix.zeros(d.rows(), d.columns());
            for (RnnGradients example : alone) {
                sum = sum.plus(example.parameters().named().get(name));
            }
            Deviation.check(name, sum, d, OTHER_ORDER);
        });
    }

    /** The carry of an example that is over waits at its last state: da there and all later are one sum. */
    @Test
    void gradientsGivenPastTheEndBelongToTheLastState() {
        Problem problem = problem(NOTEBOOK, Reduction.SUM);
        List<RnnCache> caches = problem.forward(LENGTHS).caches();
        List<Matrix> da = new Draw(72).steps(SIZE.T(), SIZE.nA(), SIZE.m());
        List<Matrix> moved = new ArrayList<>();
        for (int t = 0; t < SIZE.T(); t++) {
            double[][] at = new double[SIZE.nA()][SIZE.m()];
            for (int i = 0; i < SIZE.nA(); i++) {
                for (int j = 0; j < SIZE.m(); j++) {
                    for (int s = t == LENGTHS[j] - 1 ? SIZE.T() - 1 : t; s >= t && t < LENGTHS[j]; s--) {
                        at[i][j] = da.get(s).get(i, j) + at[i][j];
                    }
                }
            }
            moved.add(Matrix.of(at));
        }
        assertThat(Bptt.backward(da, caches)).isEqualTo(Bptt.backward(moved, caches));
    }

    /** The loop over cells passes on what finished examples carry. */
    @Test
    void hasTheBitsOfTheLoopOverCells() {
        Problem problem = problem(NOTEBOOK, Reduction.SUM);
        List<RnnCache> caches = problem.forward(LENGTHS).caches();
        List<Matrix> da = new Draw(75).steps(SIZE.T(), SIZE.nA(), SIZE.m());
        RnnGradients d = Bptt.backward(da, caches);
        Matrix carry = Matrix.zeros(SIZE.nA(), SIZE.m());
        for (int t = SIZE.T() - 1; t >= 0; t--) {
            RnnCellGradients step = problem.cell().backward(da.get(t).plus(carry), caches.get(t));
            assertThat(d.dx().get(t)).isEqualTo(step.dxt());
            carry = step.daPrev();
        }
        assertThat(d.da0()).isEqualTo(carry);
    }

    @Test
    void theMeanIsOverLiveStepsOnly() {
        Problem sum = problem(NOTEBOOK, Reduction.SUM);
        Problem mean = problem(NOTEBOOK, Reduction.MEAN);
        double live = Arrays.stream(LENGTHS).sum();
        double value = sum.loss().value(sum.everyStep(), sum.forward(LENGTHS));
        assertThat(mean.loss().value(mean.everyStep(), mean.forward(LENGTHS))).isEqualTo(value / live);
    }

    @Test
    void aTargetIsComparedWithTheExamplesOwnLastPrediction() {
        Problem problem = problem(NOTEBOOK, Reduction.SUM);
        double sum = 0;
        for (int j = 0; j < SIZE.m(); j++) {
            Problem alone = problem.alone(j, LENGTHS[j]);
            sum += alone.loss().value(alone.lastStep(), alone.forward());
        }
        double value = problem.loss().value(problem.lastStep(LENGTHS), problem.forward(LENGTHS));
        assertThat(Deviation.of(value, sum)).isLessThanOrEqualTo(OTHER_ORDER);
    }

    @Test
    void aPrefixOfTheCachesIsTheShorterPass() {
        Problem problem = problem(NOTEBOOK, Reduction.SUM);
        List<RnnCache> caches = problem.forward(LENGTHS).caches();
        List<Matrix> da = new Draw(73).steps(5, SIZE.nA(), SIZE.m());
        RnnForward shorter = problem.sequence()
                .forward(problem.x().subList(0, 5), problem.a0(), problem.parameters(), 4, 5, 1, 5, 4);
        assertThat(Bptt.backward(da, caches.subList(0, 5))).isEqualTo(Bptt.backward(da, shorter.caches()));
    }

    @Test
    void aLaterPartOfTheCachesContinuesWhereTheEarlierStops() {
        Problem problem = problem(NOTEBOOK, Reduction.SUM);
        List<RnnCache> caches = problem.forward(LENGTHS).caches();
        List<Matrix> da = new ArrayList<>(new Draw(74).steps(SIZE.T(), SIZE.nA(), SIZE.m()));
        RnnGradients whole = Bptt.backward(da, caches);
        RnnGradients later = Bptt.backward(da.subList(5, 7), caches.subList(5, 7));
        da.set(4, da.get(4).plus(later.da0()));
        RnnGradients earlier = Bptt.backward(da.subList(0, 5), caches.subList(0, 5));
        assertThat(earlier.da0()).isEqualTo(whole.da0());
        assertThat(later.dx()).isEqualTo(whole.dx().subList(5, 7));
        assertThat(earlier.dx()).isEqualTo(whole.dx().subList(0, 5));
    }
}
