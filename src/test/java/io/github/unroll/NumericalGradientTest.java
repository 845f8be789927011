package io.github.unroll;

import static io.github.unroll.GradientLosses.draw;
import static io.github.unroll.GradientLosses.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.GradientReport.Comparison;
import io.github.unroll.GradientReport.Verdict;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One value under losses for which a central difference with the first step is a poor judge. */
class NumericalGradientTest {

    private static Comparison check(DoubleUnaryOperator loss, double value, double claimed) {
        return checkOf(loss, value, claimed, false);
    }

    private static Comparison checkOf(DoubleUnaryOperator loss, double value, double claimed, boolean five) {
        double[] w = {value};
        GradientCheck check =
                GradientCheck.inPlace(() -> loss.applyAsDouble(w[0])).withArray("w", w, new double[] {claimed});
        return (five ? check.fivePoints() : check).run().of("w");
    }

    private static double relu(double w) {
        return Math.max(0, w);
    }

    @Nested
    class Kinks {

        @Test
        void besideTheValueTheSlopeOnItsOwnSideIsRightAndNoOther() {
            // nearer than a hundredth of the step a kink cannot be told from one at the value
            for (boolean five : new boolean[] {false, true}) {
                for (double w = five ? 1.1e-5 : 1.1e-7; w < 1e-2; w *= 1.07) {
                    assertThat(checkOf(v -> 2 * relu(v) + v, w, 3, five).passed())
                            .as("3 at %s", w)
                            .isTrue();
                    assertThat(checkOf(v -> 2 * relu(v) + v, -w, 1, five).passed())
                            .as("1 at %s", -w)
                            .isTrue();
                    for (double wrong : new double[] {1, 2, 2.9999, 3.0001}) {
                        assertThat(checkOf(v -> 2 * relu(v) + v, w, wrong, five).passed())
                                .as("%s at %s", wrong, w)
                                .isFalse();
                    }
                }
            }
        }

        @Test
        void insideTheSmallerStepTooLetNoOtherSlopePass() {
            for (boolean five : new boolean[] {false, true}) {
                double near = five ? 1e-5 : 1e-7;
                for (double d = 0.52; d < 1; d += 0.01) {
                    double kink = 0.5 - d * near;
                    DoubleUnaryOperator loss = v -> v + 2 * relu(v - kink); // slopes 1 and, at 0.5, 3
                    assertThat(checkOf(loss, 0.5, 3, five).passed())
                            .as("3 at %s", d)
                            .isTrue();
                    for (double wrong : new double[] {1, 2.6, 2.99, 3.001, 3.02, 3.2, 3.39}) {
                        assertThat(checkOf(loss, 0.5, wrong, five).passed())
                                .as("%s at %s", wrong, d)
                                .isFalse();
                    }
                }
            }
        }

        @Test
        void toBothSidesAreTakenForNoRoughness() {
            for (double width : new double[] {5e-6, 5e-4}) {
                boolean five = width > 1e-5;
                DoubleUnaryOperator loss = v -> Math.max(-width, Math.min(width, v)); // slope 1 in between
                Comparison right = checkOf(loss, 0, 1, five);
                assertThat(right.passed()).isTrue();
                assertThat(right.kinks()).isEqualTo(1);
                Comparison wrong = checkOf(loss, 0, 0.8, five);
                assertThat(wrong.passed()).isFalse();
                assertThat(wrong.hints()).noneMatch(hint -> hint.contains("rough"));
            }
        }

        /** As in a network of many ReLUs, where five points reach across several of them. */
        @Test
        void manyOfThemLetTheSlopeBetweenThemPassAndNoOther() {
            Random random = new Random(7);
            for (int n = 0; n < 300; n++) {
                double[] kinks = random.doubles(6, -2e-3, 2e-3).toArray();
                double[] jumps = random.doubles(6, -1, 1).toArray();
                DoubleUnaryOperator loss = v -> {
                    double sum = v + v * v;
                    for (int i = 0; i < kinks.length; i++) {
                        sum += jumps[i] * relu(v - kinks[i]);
                    }
                    return sum;
                };
                double slope = 1;
                double nearest = 1;
                for (int i = 0; i < kinks.length; i++) {
                    slope += kinks[i] < 0 ? jumps[i] : 0;
                    nearest = Math.min(nearest, Math.abs(kinks[i]));
                }
                if (nearest > 1.05e-5) {
                    assertThat(checkOf(loss, 0, slope, true).passed())
                            .as("%s", n)
                            .isTrue();
                    assertThat(checkOf(loss, 0, slope + 1e-4, true).passed())
                            .as("%s", n)
                            .isFalse();
                }
            }
        }

        @Test
        void ofTheCurvatureAreNoMistakes() {
            DoubleUnaryOperator steep = v -> 100 * v * Math.abs(v);
            assertThat(check(steep, 0, 0).passed()).isTrue();
            assertThat(check(steep, 0, 1e-5).passed()).isFalse();
            DoubleUnaryOperator elu = v -> v > 0 ? v : StrictMath.expm1(v);
            assertThat(checkOf(elu, 0, 1, true).passed()).isTrue();
            assertThat(checkOf(elu, 0, 1 + 1e-6, true).passed()).isFalse();
        }

        @Test
        void almostAtTheValueLetTheSlopeOfItsOwnSidePass() {
            for (double w : new double[] {1e-10, 1e-9, 2e-9, 5e-9}) {
                assertThat(check(v -> 2 * relu(v) + v, w, 3).passed())
                        .as("3 at %s", w)
                        .isTrue();
                assertThat(check(v -> 2 * relu(v) + v, -w, 1).passed())
                        .as("1 at %s", -w)
                        .isTrue();
                assertThat(check(v -> 2 * relu(v) + v, w, 3.1).passed())
                        .as("3.1 at %s", w)
                        .isFalse();
                assertThat(check(v -> 2 * relu(v) + v, -w, 0.9).passed())
                        .as("0.9 at %s", -w)
                        .isFalse();
            }
        }

        @Test
        void areNotSeenInNoise() {
            for (double w = 0.1; w < 3; w += 0.01) {
                assertThat(check(v -> 0.7 + 1e-6 * StrictMath.sin(v), w, 1e-6 * StrictMath.cos(w) + 2e-9)
                                .passed())
                        .as("at %s", w)
                        .isFalse();
            }
        }

        @Test
        void insideTheStepAreCountedAndFarAwayAreNot() {
            assertThat(check(v -> relu(v), 3e-6, 1).kinks()).isEqualTo(1);
            assertThat(check(v -> relu(v), 3e-2, 1).kinks()).isZero();
        }

        @Test
        void atTheValueLetAnyClaimPassThatLiesBetweenTheSlopes() {
            for (double claimed : new double[] {1, 1.3, 2, 3}) {
                Comparison comparison = check(v -> 2 * relu(v) + StrictMath.sin(v), 0, claimed);
                assertThat(comparison.passed()).as("%s", claimed).isTrue();
            }
            for (double claimed : new double[] {-1, 0, 0.9999, 3.0001, 4}) {
                assertThat(check(v -> 2 * relu(v) + StrictMath.sin(v), 0, claimed)
                                .passed())
                        .as("%s", claimed)
                        .isFalse();
            }
        }

        @Test
        void atTheValueAreSeenWhereTheyAreSlight() {
            DoubleUnaryOperator loss = v -> v + 1e-6 * relu(v); // the slopes differ by 28 times the noise
            assertThat(check(loss, 0, 1).passed()).isTrue();
            assertThat(check(loss, 0, 1 + 1e-6).passed()).isTrue();
            assertThat(check(loss, 0, 1 - 1e-6).passed()).isFalse();
        }

        @Test
        void atTheValueLeaveTheStepOfFivePointsAsItIs() {
            // with a step ten times smaller the noise would be ten times larger, and cover the claim's error
            assertThat(checkOf(v -> 0.002 * relu(v), 0, -5e-9, true).passed()).isFalse();
            assertThat(checkOf(v -> 0.002 * relu(v), 0, 0, true).passed()).isTrue();
        }

        @Test
        void areNotSeenInACurvature() {
            // left and right slope at the first step, 2 ± 1e-5 · 50, enclose the wrong claim; the curvature is no kink
            assertThat(check(v -> 2 * v + 50 * v * v, 0, 2 + 2e-4).passed()).isFalse();
            assertThat(check(v -> 2 * v + 50 * v * v, 0, 2).passed()).isTrue();
        }

        @Test
        void areNotSeenInAJump() {
            Comparison comparison = check(v -> v > 0 ? 1 + v : v, 0, 17);
            assertThat(comparison.verdict()).isEqualTo(Verdict.FAILED);
        }
    }

    @Nested
    class SteepLosses {

        @Test
        void passWithTheRightGradientAndFailWithOneThatIsOffByTenThousandths() {
            for (double rate : new double[] {10, 100, 1000}) {
                for (boolean five : new boolean[] {false, true}) {
                    double right = rate * StrictMath.cos(rate * 0.3);
                    DoubleUnaryOperator loss = v -> StrictMath.sin(rate * v);
                    assertThat(checkOf(loss, 0.3, right, five).passed())
                            .as("rate %s", rate)
                            .isTrue();
                    assertThat(checkOf(loss, 0.3, right * (1 + 1e-4), five).passed())
                            .as("rate %s", rate)
                            .isFalse();
                }
            }
            assertThat(check(v -> StrictMath.sin(1000 * v), 0.3, 1000 * StrictMath.cos(300))
                            .kinks())
                    .isEqualTo(1);
            assertThat(check(v -> StrictMath.sin(v), 0.3, StrictMath.cos(0.3)).kinks())
                    .isZero();
        }

        @Test
        void areMeasuredWithoutRegardToTheClaim() {
            DoubleUnaryOperator loss = v -> StrictMath.sin(1000 * v);
            double high = check(loss, 0.3, 1e3).worst().get(0).numerical();
            double low = check(loss, 0.3, -1e3).worst().get(0).numerical();
            assertThat(high).isEqualTo(low).isCloseTo(1000 * StrictMath.cos(300), within(1e-3));
        }

        @Test
        void inFloatDoNotPass() {
            Comparison comparison = check(v -> (float) StrictMath.sin(v), 0.3, StrictMath.cos(0.3));
            assertThat(comparison.verdict()).isEqualTo(Verdict.FAILED);
        }
    }

    @Nested
    class TheFloor {

        @Test
        void growsWithTheLossOnceItIsAboveOne() {
            // the same mistake, 1e-8, beside a loss of 0.1 and of 1000
            assertThat(check(v -> v * v + 0.1, 0, 1e-8).passed()).isFalse();
            assertThat(check(v -> v * v + 1000, 0, 1e-8).passed()).isTrue();
            assertThat(check(v -> v * v + 1000, 0, 1e-5).passed()).isFalse();
        }

        @Test
        void isAPlainRelativeErrorAboveIt() {
            Comparison comparison = check(v -> v * v, 0.5, 1.5);
            assertThat(comparison.worst().get(0).relativeError()).isCloseTo(0.2, within(1e-9)); // |1.5 - 1| / 2.5
            assertThat(comparison.wholeError()).isCloseTo(0.2, within(1e-9));
        }

        @Test
        void makesAPassSayThatNothingWasResolved() {
            Comparison comparison = check(v -> 1 + 1e-11 * v, 0.5, 3e-11);
            assertThat(comparison.passed()).isTrue();
            assertThat(comparison.hints()).hasSize(1);
            assertThat(comparison.hints().get(0)).startsWith("unresolved: both gradients, together ");
            assertThat(check(v -> v * v, 0.5, 1).hints()).isEmpty();
        }

        @Test
        void doesNotOverflow() {
            Matrix huge = draw(1, 2, 2).map(w -> 1e150 * w);
            GradientReport report = GradientCheck.of(v -> sum(v.get("w").map(w -> w * w)))
                    .with("w", huge, huge.times(3.0))
                    .run();
            assertThat(report.of("w").wholeError()).isCloseTo(0.2, within(1e-6));
            assertThat(report.passed()).isFalse();
            assertThat(GradientDifferences.relativeError(1.7e308, 1.6e308, 1)).isCloseTo(0.1 / 3.3, within(1e-9));
        }
    }
}
