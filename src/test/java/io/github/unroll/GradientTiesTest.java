package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.GradientReport.Comparison;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Binary fractions, for which every difference is exact, made so that a quotient is its threshold to the last bit. */
class GradientTiesTest {

    @Nested
    class OfHints {

        private static final double TOLERANCE = 0x1p-12;
        private static final double FLOOR = 4096;

        // the loss is the sum of gradient times value, at 0
        private GradientCheck check(double[][] gradient, double[][] claimed) {
            double[][] w = new double[gradient.length][gradient[0].length];
            return GradientCheck.inPlace(() -> {
                        double loss = 0;
                        for (int i = 0; i < w.length; i++) {
                            for (int j = 0; j < w[i].length; j++) {
                                loss += gradient[i][j] * w[i][j];
                            }
                        }
                        return loss;
                    })
                    .withArray("w", w, claimed)
                    .step(0x1p-10)
                    .tolerance(TOLERANCE)
                    .absoluteFloor(FLOOR);
        }

        private Comparison compare(double[][] gradient, double[][] claimed) {
            return check(gradient, claimed).run().of("w");
        }

        @Test
        void aHundredTimesTheToleranceIsNotYetClearlyWrong() {
            double[][] gradient = {{1536, 1536}};
            assertThat(compare(gradient, new double[][] {{1636, 1636}}).hints()).isEmpty();
            assertThat(compare(gradient, new double[][] {{1637, 1637}}).hints().get(0))
                    .startsWith("claimed is 1.06576 times");
        }

        @Test
        void aThousandTimesTheNoiseIsNotYetEvidence() {
            assertThat(compare(new double[][] {{1000, 1000}}, new double[][] {{2000, 2000}})
                            .hints())
                    .isEmpty();
            assertThat(compare(new double[][] {{1001, 1001}}, new double[][] {{2002, 2002}})
                            .hints())
                    .hasSize(1);
        }

        @Test
        void tenTimesTheToleranceStillAgrees() {
            double[][] gradient = {{0, 100}, {1100, 0}};
            assertThat(compare(gradient, new double[][] {{0, 1110}, {100, 0}}).hints())
                    .containsExactly("the claimed gradient is the transpose of the numerical one");
            assertThat(compare(gradient, new double[][] {{0, 1111}, {100, 0}}).hints())
                    .isEmpty();
        }

        @Test
        void tenTimesTheNoiseMayStillBeNoise() {
            assertThat(compare(new double[][] {{100}}, new double[][] {{110}}).hints())
                    .hasSize(1);
            assertThat(compare(new double[][] {{100}}, new double[][] {{111}}).hints())
                    .isEmpty();
        }

        @Test
        void aHundredthOfBothGradientsIsResolved() {
            assertThat(compare(new double[][] {{49.5}}, new double[][] {{50.5}}).hints())
                    .isEmpty();
            assertThat(compare(new double[][] {{48.5}}, new double[][] {{49.5}}).hints())
                    .hasSize(1);
        }
    }

    /** Losses with given slopes at given distances from 0. */
    @Nested
    class OfASecondLook {

        private static final double NARROW = 0x1p-10;
        private static final double WIDE = 100 * NARROW; // the step
        private static final double FOUR_TIMES_THE_NOISE = 0x1p-36; // 4 · 16 ulp(1) / NARROW

        private Comparison check(DoubleUnaryOperator loss, double claimed) {
            return of(loss, claimed).step(WIDE).run().of("w");
        }

        private GradientCheck of(DoubleUnaryOperator loss, double claimed) {
            double[] w = {0};
            return GradientCheck.inPlace(() -> loss.applyAsDouble(w[0]))
                    .withArray("w", w, new double[] {claimed})
                    .absoluteFloor(0);
        }

        // 0 to the left; to the right of these slopes over the narrow step and over twice as much
        private boolean passesZero(double narrow, double twice) {
            return check(v -> v <= 0 ? 0 : v == 2 * NARROW ? twice * v : narrow * v, 0)
                    .passed();
        }

        @Test
        void aGapOfEightTimesTheNoiseIsNoKink() {
            double gap = 2 * FOUR_TIMES_THE_NOISE;
            assertThat(passesZero(gap, gap)).isFalse();
            assertThat(passesZero(1.01 * gap, 1.01 * gap)).isTrue();
        }

        @Test
        void aGapOfWhichHalfIsCurvatureIsNoKink() {
            assertThat(passesZero(1, 1.5)).isFalse();
            assertThat(passesZero(1, 1.49)).isTrue();
        }

        @Test
        void aGapThatGrowsByAQuarterIsNoKink() {
            assertThat(passesZero(1, 0.75)).isFalse();
            assertThat(passesZero(1, 0.76)).isTrue();
        }

        @Test
        void aSlopeThatMovesByFourTimesTheNoiseIsTheSame() {
            DoubleUnaryOperator tie = v -> Math.abs(v) == WIDE ? v : v + v * FOUR_TIMES_THE_NOISE;
            assertThat(check(tie, 2).kinks()).isZero();
            DoubleUnaryOperator more = v -> Math.abs(v) == WIDE ? v : v + v * 2 * FOUR_TIMES_THE_NOISE;
            assertThat(check(more, 2).kinks()).isEqualTo(1);
        }

        @Test
        void aGapThatShrinksToAQuarterIsNoReasonToMeasureNearer() {
            double step = 10 * WIDE;
            DoubleUnaryOperator far = v -> v <= 0 ? 0 : v >= step ? 4 * v : v;
            assertThat(of(v -> Math.abs(v) <= step / 100 ? 2 * v : far.applyAsDouble(v), 0.5)
                            .step(step)
                            .fivePoints()
                            .run()
                            .of("w")
                            .passed())
                    .isFalse();
        }
    }
}
