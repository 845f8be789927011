package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gates that are wide open or shut. Every unit of one cell has another combination of signs of its pre-activations,
 * all of the same magnitude; the weights are zero, so the pre-activations are the biases.
 */
class LstmSaturationTest {

    /** {@code sigmoid(-40)}. {@code sigmoid(40)} rounds to 1, {@code sigmoid(-800)} to 0. */
    private static final double SIGMOID_OF_MINUS_40 = 4.248354255291589e-18;

    /** Elementary's two ulp, and one for the product with the slope's factor 1 - s. */
    private static final double ULPS = 4 * Math.ulp(1.0);

    /** The slope at +40 is computed from the rounded gate, as 1 - 1: 0 where 4.2e-18 would be right. */
    private static final Offset<Double> LESS_THAN_A_GATE_IS_ROUNDED_BY = within(1e-16);

    private static final int UNITS = 16;

    private final Matrix cPrev = Matrix.ofColumn(filled(0.75));
    private final Matrix daNext = Matrix.ofColumn(filled(0.5));
    private final Matrix dcNext = Matrix.ofColumn(filled(-2));

    @Nested
    class Forward {

        @ParameterizedTest
        @ValueSource(doubles = {40, 800})
        void gatesAndStatesAreThoseOfOpenAndShutGates(double magnitude) {
            LstmStep step = forward(magnitude);
            for (int unit = 0; unit < UNITS; unit++) {
                double f = sigmoid(zf(unit) * magnitude);
                double i = sigmoid(zi(unit) * magnitude);
                double k = zc(unit);
                double o = sigmoid(zo(unit) * magnitude);
                assertRelative(step.cache().ft().get(unit, 0), f);
                assertRelative(step.cache().it().get(unit, 0), i);
                assertThat(step.cache().cct().get(unit, 0)).isEqualTo(k);
                assertRelative(step.cache().ot().get(unit, 0), o);
                double c = Math.fma(i, k, f * 0.75);
                assertRelative(step.cNext().get(unit, 0), c);
                assertRelative(step.aNext().get(unit, 0), o * StrictMath.tanh(c));
            }
        }
    }

    @Nested
    class Backward {

        @Test
        void at800EveryGateIsFlatAndOnlyTheCellStateHandsGradientsOn() {
            LstmStep step = forward(800);
            LstmGates.Gradients d = step.cache().gates().backward(daNext, dcNext, cPrev);
            for (Matrix dz : List.of(d.dzf(), d.dzi(), d.dzc(), d.dzo())) {
                assertThat(dz.norm()).isZero();
            }
            for (int unit = 0; unit < UNITS; unit++) {
                boolean open = zf(unit) > 0;
                double expected = open ? dc(unit, step.cNext().get(unit, 0), 800) : 0;
                assertRelative(d.dcPrev().get(unit, 0), expected);
            }
        }

        @Test
        void atMinus40TheSlopeIsRightAndAt40ItIsZeroToWithinTheRoundingOfTheGate() {
            LstmStep step = forward(40);
            LstmGates.Gradients d = step.cache().gates().backward(daNext, dcNext, cPrev);
            for (int unit = 0; unit < UNITS; unit++) {
                double c = step.cNext().get(unit, 0);
                double dc = dc(unit, c, 40);
                assertSlope(d.dzf().get(unit, 0), dc * 0.75, zf(unit));
                assertSlope(d.dzi().get(unit, 0), dc * zc(unit), zi(unit));
                assertThat(d.dzc().get(unit, 0)).isZero(); // 1 - tanh²(40) = 7e-35, and tanh(40) rounds to 1
                assertSlope(d.dzo().get(unit, 0), 0.5 * StrictMath.tanh(c), zo(unit));
                assertRelative(d.dcPrev().get(unit, 0), dc * sigmoid(zf(unit) * 40));
            }
        }

        @ParameterizedTest
        @ValueSource(doubles = {40, 800})
        void theWholeCellStaysFinite(double magnitude) {
            LstmCellGradients d =
                    LstmCell.backward(daNext, dcNext, forward(magnitude).cache());
            List<Matrix> weights = List.of(d.dWf(), d.dWi(), d.dWc(), d.dWo());
            List<Matrix> biases = List.of(d.dbf(), d.dbi(), d.dbc(), d.dbo());
            for (List<Matrix> matrices : List.of(List.of(d.dxt(), d.daPrev(), d.dcPrev()), weights, biases)) {
                assertThat(matrices)
                        .allSatisfy(matrix -> assertThat(matrix.norm()).isFinite());
            }
        }

        private void assertSlope(double actual, double factor, double sign) {
            if (sign < 0) {
                assertRelative(actual, factor * SIGMOID_OF_MINUS_40);
            } else {
                assertThat(actual).isCloseTo(factor * SIGMOID_OF_MINUS_40, LESS_THAN_A_GATE_IS_ROUNDED_BY);
            }
        }

        /** {@code dc_next + da o (1 - tanh²(c))}. */
        private double dc(int unit, double c, double magnitude) {
            double tanh = StrictMath.tanh(c);
            return -2 + 0.5 * sigmoid(zo(unit) * magnitude) * (1 - tanh * tanh);
        }
    }

    @Nested
    class OverFiftySteps {

        private static final int T = 50;

        @Test
        void throughAForgetGateThatIsOpenTheCellStateAndItsGradientPassUnchanged() {
            LstmCase c = gates(+800, -800, 0.3, 0.2);
            LstmForward forward = c.forward();
            assertThat(forward.c().get(T - 1)).isEqualTo(c.c0());
            LstmGradients d = LstmBptt.backward(zeros(c.da()), c.dcLast(), forward.caches());
            assertThat(d.dc0()).isEqualTo(c.dcLast());
        }

        @Test
        void throughAForgetGateThatIsShutNothingPasses() {
            LstmCase c = gates(-800, 0.4, 0.3, 0.2);
            LstmGradients d = c.backward();
            assertThat(d.dc0().norm()).isZero();
            assertThat(d.dbi().norm()).isPositive().isFinite();
        }

        /** Pre-activations of ±40 and ±800 that come from the weights, forward and back through them. */
        @ParameterizedTest
        @ValueSource(doubles = {40, 800})
        void hugeWeightsGiveFiniteGradientsAndLosses(double size) {
            LstmCase small = LstmCase.random(40, 3, 4, 2, 5, T);
            LstmParameters p = small.parameters();
            LstmCase c = new LstmCase(
                    small.x(),
                    small.a0(),
                    small.c0(),
                    new LstmParameters(
                            p.Wf().times(size),
                            p.bf(),
                            p.Wi().times(size),
                            p.bi(),
                            p.Wc().times(size),
                            p.bc(),
                            p.Wo().times(size),
                            p.bo(),
                            p.Wy().times(size),
                            p.by()),
                    small.da(),
                    small.dcLast());
            Targets targets = LstmTargetsKind.EVERY_STEP.targets(Loss.Kind.SOFTMAX_CROSS_ENTROPY, 2, 5, T);
            LstmGradients d = LstmBptt.backward(Loss.softmaxCrossEntropy(Reduction.SUM), targets, c.forward());
            assertThat(d.loss()).isFinite().isGreaterThan(size);
            assertThat(d.da0().norm() + d.dc0().norm()).isFinite();
            d.parameters()
                    .named()
                    .values()
                    .forEach(matrix -> assertThat(matrix.norm()).isFinite());
            d.dx().forEach(matrix -> assertThat(matrix.norm()).isFinite());
            assertThat(d.dby().norm()).isPositive().isFinite();
        }

        /** All weights zero: the same pre-activations at every step. */
        private LstmCase gates(double zf, double zi, double zc, double zo) {
            LstmCase c = LstmCase.random(41, 3, 4, 2, 5, T);
            return new LstmCase(c.x(), c.a0(), c.c0(), biases(c.parameters(), zf, zi, zc, zo), c.da(), c.dcLast());
        }

        private LstmParameters biases(LstmParameters p, double zf, double zi, double zc, double zo) {
            Matrix W = p.Wf().times(0);
            Matrix b = p.bf().times(0);
            return new LstmParameters(
                    W, b.map(v -> zf), W, b.map(v -> zi), W, b.map(v -> zc), W, b.map(v -> zo), p.Wy(), p.by());
        }

        private List<Matrix> zeros(List<Matrix> like) {
            return new ArrayList<>(Collections.nCopies(like.size(), like.get(0).times(0)));
        }
    }

    private LstmStep forward(double magnitude) {
        Matrix W = Matrix.zeros(UNITS, UNITS + 1);
        Matrix bf = bias(magnitude, 1);
        Matrix bi = bias(magnitude, 2);
        Matrix bc = bias(magnitude, 4);
        Matrix bo = bias(magnitude, 8);
        Matrix Wy = Matrix.zeros(2, UNITS);
        LstmParameters parameters = new LstmParameters(W, bf, W, bi, W, bc, W, bo, Wy, Matrix.zeros(2, 1));
        return LstmCell.forward(Matrix.zeros(1, 1), Matrix.zeros(UNITS, 1), cPrev, parameters);
    }

    private static Matrix bias(double magnitude, int bit) {
        double[] values = new double[UNITS];
        for (int unit = 0; unit < UNITS; unit++) {
            values[unit] = sign(unit, bit) * magnitude;
        }
        return Matrix.ofColumn(values);
    }

    private static double zf(int unit) {
        return sign(unit, 1);
    }

    private static double zi(int unit) {
        return sign(unit, 2);
    }

    private static double zc(int unit) {
        return sign(unit, 4);
    }

    private static double zo(int unit) {
        return sign(unit, 8);
    }

    private static double sign(int unit, int bit) {
        return (unit & bit) != 0 ? 1 : -1;
    }

    private static double sigmoid(double z) {
        return z > 0 ? 1 : z == -40 ? SIGMOID_OF_MINUS_40 : 0;
    }

    private static void assertRelative(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(ULPS * Math.abs(expected)));
    }

    private static double[] filled(double value) {
        double[] values = new double[UNITS];
        Arrays.fill(values, value);
        return values;
    }
}
