package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A batch of sequences of different lengths is each of them alone. Equal means equal bit for bit. */
class LstmLengthsTest {

    /** The same sums in another order, relative to the largest entry. */
    private static final double ROUNDING = 1e-14;

    private static final int T = 6;
    private static final int M = 5;
    private static final int[] LENGTHS = {3, 6, 1, 4, 3};
    private static final Loss LOSS = Loss.softmaxCrossEntropy(Reduction.SUM);

    private final LstmCase c = LstmCase.random(80, 3, 4, 2, M, T);
    private final LstmForward forward = c.forward(Output.SOFTMAX, LENGTHS);

    @Nested
    class Forward {

        @Test
        void pastItsEndAnExamplesStatesAndPredictionAreCopiedAndItsGatesAreZero() {
            Matrix zero = Matrix.zeros(4, 1);
            for (int j = 0; j < M; j++) {
                int last = LENGTHS[j] - 1;
                for (int t = last + 1; t < T; t++) {
                    assertThat(forward.a().get(t).column(j))
                            .isEqualTo(forward.a().get(last).column(j));
                    assertThat(forward.c().get(t).column(j))
                            .isEqualTo(forward.c().get(last).column(j));
                    assertThat(forward.yPred().get(t).column(j))
                            .isEqualTo(forward.yPred().get(last).column(j));
                    assertThat(forward.logits().get(t).column(j))
                            .isEqualTo(forward.logits().get(last).column(j));
                    LstmCache cache = forward.caches().get(t);
                    for (Matrix gate : List.of(cache.ft(), cache.it(), cache.cct(), cache.ot())) {
                        assertThat(gate.column(j)).isEqualTo(zero);
                    }
                    assertThat(forward.masks().get(t).get(j)).isFalse();
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        void anExampleIsTheOneThatRunsAlone(Output output) {
            LstmForward padded = c.forward(output, LENGTHS);
            for (int j = 0; j < M; j++) {
                LstmForward alone = alone(j).forward(output);
                for (int t = 0; t < LENGTHS[j]; t++) {
                    assertThat(padded.a().get(t).column(j)).isEqualTo(alone.a().get(t));
                    assertThat(padded.c().get(t).column(j)).isEqualTo(alone.c().get(t));
                    assertThat(padded.yPred().get(t).column(j))
                            .isEqualTo(alone.yPred().get(t));
                    assertThat(padded.caches().get(t).ot().column(j))
                            .isEqualTo(alone.caches().get(t).ot());
                }
            }
        }

        @Test
        void whatStandsInThePaddingIsNeverLookedAt() {
            LstmForward other = withNaN().forward(Output.SOFTMAX, LENGTHS);
            assertThat(other.a()).isEqualTo(forward.a());
            assertThat(other.c()).isEqualTo(forward.c());
            assertThat(other.yPred()).isEqualTo(forward.yPred());
        }

        @Test
        void lengthsOfTAreNoLengths() {
            LstmSequenceTest.assertSame(c.forward(Output.SIGMOID, T, T, T, T, T), c.forward(Output.SIGMOID));
        }
    }

    @Nested
    class Backward {

        @Test
        void dxPastTheEndIsZero() {
            Matrix zero = Matrix.zeros(3, 1);
            for (LstmGradients d : List.of(c.backward(LENGTHS), ofLoss(c, everyStep(), LENGTHS))) {
                for (int j = 0; j < M; j++) {
                    for (int t = 0; t < T; t++) {
                        boolean live = t < LENGTHS[j];
                        assertThat(d.dx().get(t).column(j).equals(zero)).isEqualTo(!live);
                    }
                }
            }
        }

        @Test
        void fromALossEachExampleIsTheOneThatRunsAloneAndParametersAddUp() {
            assertBatchIsTheSum(false);
        }

        @Test
        void fromALossOnTheLastStepItIsEachExamplesOwnLastStep() {
            assertBatchIsTheSum(true);
        }

        private void assertBatchIsTheSum(boolean last) {
            List<Matrix> y = everyStep();
            LstmGradients batch = ofLoss(c, last ? Targets.lastStep(y.get(0)) : Targets.everyStep(y), LENGTHS);
            LstmParameters sum = null;
            double loss = 0;
            for (int j = 0; j < M; j++) {
                int end = LENGTHS[j];
                int column = j;
                List<Matrix> own = y.subList(0, end).stream()
                        .map(step -> step.column(column))
                        .toList();
                LstmGradients alone = ofLoss(alone(j), last ? Targets.lastStep(own.get(0)) : Targets.everyStep(own));
                for (int t = 0; t < end; t++) {
                    assertThat(batch.dx().get(t).column(j)).isEqualTo(alone.dx().get(t));
                }
                assertThat(batch.da0().column(j)).isEqualTo(alone.da0());
                assertThat(batch.dc0().column(j)).isEqualTo(alone.dc0());
                sum = sum == null ? alone.parameters() : LstmBpttTest.plus(sum, alone.parameters());
                loss += alone.loss();
            }
            Deviation.check(batch.parameters(), sum, ROUNDING);
            Deviation.check("loss", Matrix.ofColumn(batch.loss()), Matrix.ofColumn(loss), ROUNDING);
        }

        @Test
        void whatStandsInThePaddingOfInputsTargetsAndWeightsIsNeverLookedAt() {
            List<Matrix> y = everyStep();
            Matrix weights = Matrix.zeros(M, T).map(v -> 1);
            LstmGradients expected = ofLoss(c, Targets.everyStep(y).weighted(weights), LENGTHS);
            Targets padded = Targets.everyStep(padded(y, Double.NaN)).weighted(paddedWeights());
            assertThat(ofLoss(withNaN(), padded, LENGTHS)).isEqualTo(expected);
            assertThat(withNaN().backward(LENGTHS)).isEqualTo(c.backward(LENGTHS));
        }

        @Test
        void itDoesNotMatterHowFarABatchIsPadded() {
            LstmCase longer = longer(3);
            LstmGradients expected = ofLoss(c, Targets.lastStep(everyStep().get(0)), LENGTHS);
            LstmGradients d = ofLoss(longer, Targets.lastStep(everyStep().get(0)), LENGTHS);
            assertThat(d.loss()).isEqualTo(expected.loss());
            assertThat(d.parameters()).isEqualTo(expected.parameters());
            assertThat(d.da0()).isEqualTo(expected.da0());
            assertThat(d.dc0()).isEqualTo(expected.dc0());
            assertThat(d.dx().subList(0, T)).isEqualTo(expected.dx());
            for (Matrix past : d.dx().subList(T, T + 3)) {
                assertThat(past).isEqualTo(Matrix.zeros(3, M));
            }
        }

        @Test
        void dcLastOfAnExampleThatIsOverGoesToItsLastStep() {
            LstmCase c0 = new LstmCase(c.x(), c.a0(), c.c0(), c.parameters(), zeros(T), c.dcLast());
            LstmGradients d = c0.backward(LENGTHS);
            for (int j = 0; j < M; j++) {
                LstmCase alone = alone(j);
                LstmGradients own = LstmBptt.backward(
                        alone.da().stream().map(step -> step.times(0)).toList(),
                        alone.dcLast(),
                        alone.forward().caches());
                assertThat(d.dc0().column(j)).isEqualTo(own.dc0());
                assertThat(d.da0().column(j)).isEqualTo(own.da0());
            }
        }

        @Test
        void theOrderOfTheExamplesDoesNotMatter() {
            int[] order = {4, 2, 0, 1, 3};
            LstmCase shuffled = new LstmCase(
                    c.x().stream().map(step -> columns(step, order)).toList(),
                    columns(c.a0(), order),
                    columns(c.c0(), order),
                    c.parameters(),
                    c.da().stream().map(step -> columns(step, order)).toList(),
                    columns(c.dcLast(), order));
            int[] lengths = new int[M];
            for (int j = 0; j < M; j++) {
                lengths[j] = LENGTHS[order[j]];
            }
            LstmGradients d = shuffled.backward(lengths);
            LstmGradients expected = c.backward(LENGTHS);
            assertThat(d.da0()).isEqualTo(columns(expected.da0(), order));
            assertThat(d.dc0()).isEqualTo(columns(expected.dc0(), order));
            Deviation.check(d.parameters(), expected.parameters(), ROUNDING);
        }

        /** A chunk of a padded batch in which every example is over: its states were copied, so are its gradients. */
        @Test
        void ofStepsAtWhichEveryExampleIsOverGradientsPassThrough() {
            LstmForward padded = longer(2).forward(Output.SOFTMAX, LENGTHS);
            LstmGradients d = LstmBptt.backward(
                    List.of(c.da().get(0), c.da().get(1)),
                    c.dcLast(),
                    padded.caches().subList(T, T + 2));
            assertThat(d.da0()).isEqualTo(c.da().get(0).plus(c.da().get(1)));
            assertThat(d.dc0()).isEqualTo(c.dcLast());
            assertThat(d.dx()).containsExactly(Matrix.zeros(3, M), Matrix.zeros(3, M));
            d.parameters()
                    .named()
                    .values()
                    .forEach(matrix -> assertThat(matrix.norm()).isZero());
        }
    }

    private static LstmGradients ofLoss(LstmCase c, List<Matrix> targets, int... lengths) {
        return ofLoss(c, Targets.everyStep(targets), lengths);
    }

    private static LstmGradients ofLoss(LstmCase c, Targets targets, int... lengths) {
        return LstmBptt.backward(LOSS, targets, c.forward(Output.SOFTMAX, lengths));
    }

    /** One-hot: the first class in the examples of even number at even steps, and so on. */
    private static List<Matrix> everyStep() {
        List<Matrix> targets = new ArrayList<>();
        for (int t = 0; t < T; t++) {
            double[][] rows = new double[2][M];
            for (int j = 0; j < M; j++) {
                rows[(t + j) % 2][j] = 1;
            }
            targets.add(Matrix.of(rows));
        }
        return targets;
    }

    private LstmCase alone(int j) {
        LstmCase alone = LstmSequenceTest.example(c, j);
        int end = LENGTHS[j];
        return new LstmCase(
                alone.x().subList(0, end),
                alone.a0(),
                alone.c0(),
                alone.parameters(),
                alone.da().subList(0, end),
                alone.dcLast());
    }

    private LstmCase withNaN() {
        return new LstmCase(padded(c.x(), Double.NaN), c.a0(), c.c0(), c.parameters(), c.da(), c.dcLast());
    }

    private LstmCase longer(int steps) {
        List<Matrix> x = new ArrayList<>(c.x());
        for (int t = 0; t < steps; t++) {
            x.add(Matrix.zeros(3, M).map(v -> 7 + v));
        }
        return new LstmCase(x, c.a0(), c.c0(), c.parameters(), c.da(), c.dcLast());
    }

    /** The steps with another value wherever an example is over. */
    private static List<Matrix> padded(List<Matrix> steps, double value) {
        List<Matrix> result = new ArrayList<>();
        for (int t = 0; t < steps.size(); t++) {
            double[][] rows = steps.get(t).toArray();
            for (double[] row : rows) {
                for (int j = 0; j < M; j++) {
                    row[j] = t < LENGTHS[j] ? row[j] : value;
                }
            }
            result.add(Matrix.of(rows));
        }
        return result;
    }

    /** 1, and 1000 wherever an example is over. */
    private static Matrix paddedWeights() {
        double[][] weights = new double[M][T];
        for (int j = 0; j < M; j++) {
            for (int t = 0; t < T; t++) {
                weights[j][t] = t < LENGTHS[j] ? 1 : 1000;
            }
        }
        return Matrix.of(weights);
    }

    private static List<Matrix> zeros(int steps) {
        List<Matrix> zeros = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            zeros.add(Matrix.zeros(4, M));
        }
        return zeros;
    }

    private static Matrix columns(Matrix matrix, int... order) {
        double[][] rows = new double[matrix.rows()][order.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < order.length; j++) {
                rows[i][j] = matrix.get(i, order[j]);
            }
        }
        return Matrix.of(rows);
    }
}
