package io.github.unroll;

import static io.github.unroll.GradientLosses.W;
import static io.github.unroll.GradientLosses.b;
import static io.github.unroll.GradientLosses.cubic;
import static io.github.unroll.GradientLosses.cubicGradient;
import static io.github.unroll.GradientLosses.cubicOf;
import static io.github.unroll.GradientLosses.draw;
import static io.github.unroll.GradientLosses.sum;
import static io.github.unroll.GradientLosses.with;
import static io.github.unroll.GradientLosses.x;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.GradientReport.Comparison;
import io.github.unroll.GradientReport.Entry;
import io.github.unroll.GradientReport.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Right gradients pass; wrong ones fail, and the report says where. */
class GradientCheckTest {

    @Nested
    class Agreement {

        @Test
        void everyEntryOfARightGradientIsComparedAndPasses() {
            GradientReport report = GradientCheck.of(v -> cubic(v.get("W")) + cubic(v.get("b")) + cubic(v.steps("x")))
                    .with("W", W, cubicGradient(W))
                    .with("b", b, cubicGradient(b))
                    .withSteps("x", x, cubicGradient(x))
                    .run();
            report.assertPassed();
            assertThat(report.comparisons())
                    .extracting(Comparison::name, Comparison::shape, Comparison::checked, Comparison::kinks)
                    .containsExactly(
                            tuple("W", "(4, 3)", 12, 0), tuple("b", "(4, 1)", 4, 0), tuple("x", "3 x (3, 5)", 45, 0));
            assertThat(report.of("W").worst().get(0).relativeError()).isLessThan(1e-8); // a tenth of the tolerance
        }

        @Test
        void aQuadraticIsMeasuredToTheNoise() {
            Matrix Q = draw(6, 4, 4);
            Matrix H = Q.plus(Q.transpose()); // L = b' Q b, dL = (Q + Q') b
            GradientReport report = GradientCheck.of(v ->
                            v.get("b").transpose().times(Q).times(v.get("b")).get(0, 0))
                    .with("b", b, H.times(b))
                    .run();
            report.assertPassed();
            assertThat(report.of("b").wholeError()).isLessThan(1e-9);
        }

        @Test
        void aTinyTwoLayerNetPasses() {
            // L = sum of (V tanh(W x + b 1'))² / 2
            Matrix V = draw(7, 2, 4);
            Matrix input = x.get(0);
            Matrix ones = Matrix.zeros(1, 5).map(z -> 1);
            Matrix hidden = W.times(input).plus(b.times(ones)).map(StrictMath::tanh);
            Matrix dy = V.times(hidden);
            Matrix dz = V.transpose().times(dy).combine(hidden, (da, a) -> da * (1 - a * a));
            Map<String, Matrix> values = new LinkedHashMap<>(Map.of("W", W, "b", b, "V", V, "x", input));
            Map<String, Matrix> claimed = Map.of(
                    "W", dz.times(input.transpose()),
                    "b", dz.times(ones.transpose()),
                    "V", dy.times(hidden.transpose()),
                    "x", W.transpose().times(dz));
            GradientCheck.of(v -> {
                        Matrix z = v.get("W").times(v.get("x")).plus(v.get("b").times(ones));
                        Matrix y = v.get("V").times(z.map(StrictMath::tanh));
                        return sum(y.map(u -> u * u / 2));
                    })
                    .with(values, claimed)
                    .run()
                    .assertPassed();
        }

        @Test
        void nothingAgainstNothingIsAgreement() {
            GradientReport report =
                    cubicOf("W", Matrix.zeros(2, 3), Matrix.zeros(2, 3)).run();
            report.assertPassed();
            GradientReport constant = GradientCheck.of(v -> 3)
                    .with("W", W, Matrix.zeros(4, 3))
                    .absoluteFloor(0)
                    .run();
            constant.assertPassed();
            assertThat(constant.of("W").wholeError()).isZero();
        }

        @Test
        void entriesOfWidelyDifferingSizePassTogether() {
            // gradients from 1e-9 to 1e3 in one matrix, beside a loss of about 1e3
            Matrix scale = Matrix.of(new double[][] {{1e-9, 1e-6, 1e-3}, {1, 30, 1e3}});
            Matrix w = draw(8, 2, 3);
            GradientReport report = GradientCheck.of(v ->
                            sum(v.get("w").combine(scale, (a, s) -> s * StrictMath.exp(a))))
                    .with("w", w, w.combine(scale, (a, s) -> s * StrictMath.exp(a)))
                    .run();
            report.assertPassed();
        }

        @Test
        void largeValuesAreMovedByLargeSteps() {
            // at 1e6 a step of 1e-5 would move w² by less than it is rounded
            Matrix large = Matrix.of(new double[][] {{1e6, -3e6}});
            GradientCheck.of(v -> sum(v.get("w").map(w -> w * w)) * 1e-6)
                    .with("w", large, large.times(2e-6))
                    .run()
                    .assertPassed();
        }

        @Test
        void theStepThatCountsIsTheOneThatWasReallyMade() {
            // L = w is exact, so only a divisor other than (w + h) - (w - h) can make a difference
            for (double w : new double[] {0.1, 0.7, 1.1, 3.3, 1e3 / 3, 1e5 / 7}) {
                GradientReport report = GradientCheck.of(v -> v.get("w").get(0, 0))
                        .with("w", Matrix.of(new double[][] {{w}}), Matrix.of(new double[][] {{1}}))
                        .run();
                assertThat(report.of("w").worst().get(0).numerical()).isEqualTo(1.0);
            }
        }

        @Test
        void fivePointsAreNoFalseAlarmWhereTheLossIsStronglyCurved() {
            Matrix value = Matrix.ofColumn(0.3, -0.2);
            GradientReport report = GradientCheck.of(v -> {
                        double w = v.get("W").get(0, 0) + v.get("W").get(1, 0);
                        return Math.pow(1 + w, 60) * 1e-3;
                    })
                    .fivePoints()
                    .with("W", value, Matrix.ofColumn(0.06, 0.06).times(Math.pow(1 + (0.3 - 0.2), 59)))
                    .run();
            report.assertPassed();
            assertThat(report.of("W").kinks()).isZero();
        }
    }

    @Nested
    class Disagreement {

        @Test
        void theErrorNamesTheMatrixAndTheEntry() {
            double wrong = cubicGradient(W).get(2, 1) * (1 + 1e-4);
            GradientReport report =
                    cubicOf("W", W, with(cubicGradient(W), 2, 1, wrong)).run();
            assertThatThrownBy(report::assertPassed)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("W[2, 1]: claimed");
        }

        @Test
        void aSingleWrongEntryIsNamedExactly() {
            for (int row = 0; row < 4; row++) {
                for (int column = 0; column < 3; column++) {
                    double right = cubicGradient(W).get(row, column);
                    Comparison comparison = cubicOf("W", W, with(cubicGradient(W), row, column, right * (1 + 1e-4)))
                            .run()
                            .of("W");
                    assertThat(comparison.verdict()).isEqualTo(Verdict.FAILED);
                    assertThat(comparison.wrong()).isEqualTo(1);
                    Entry worst = comparison.worst().get(0);
                    assertThat(List.of(worst.direction(), worst.step(), worst.row(), worst.column()))
                            .containsExactly(GradientReport.NONE, GradientReport.NONE, row, column);
                    assertThat(worst.claimed()).isEqualTo(right * (1 + 1e-4));
                    assertThat(worst.numerical()).isCloseTo(right, within(1e-9));
                }
            }
        }

        @Test
        void aWrongEntryIsNotDrownedByLargeOnes() {
            // beside an entry of 1e4 a mistake of 1e-4 is 5e-9 of the whole
            Matrix w = Matrix.of(new double[][] {{1, 1}});
            Comparison comparison = GradientCheck.of(
                            v -> 1e4 * v.get("w").get(0, 0) + v.get("w").get(0, 1))
                    .with("w", w, Matrix.of(new double[][] {{1e4, 1.0001}}))
                    .run()
                    .of("w");
            assertThat(comparison.wholeError()).isLessThan(1e-7);
            assertThat(comparison.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(comparison.worst().get(0).place()).isEqualTo("[0, 1]");
        }

        @Test
        void theStepOfASequenceIsNamedAndTheOthersAreRight() {
            List<Matrix> dx = new ArrayList<>(cubicGradient(x));
            dx.set(1, with(dx.get(1), 2, 4, 9));
            Comparison comparison = GradientCheck.of(v -> cubic(v.steps("x")))
                    .withSteps("x", x, dx)
                    .run()
                    .of("x");
            Entry worst = comparison.worst().get(0);
            assertThat(List.of(worst.step(), worst.row(), worst.column())).containsExactly(1, 2, 4);
            assertThat(worst.place()).isEqualTo("step 1 [2, 4]");
            assertThat(comparison.wrong()).isEqualTo(1);
        }

        @Test
        void theWorstComesFirstAndAtMostThreeAreKept() {
            Matrix claimed = cubicGradient(W);
            claimed = with(claimed, 0, 1, claimed.get(0, 1) * 3);
            claimed = with(claimed, 1, 1, claimed.get(1, 1) + 1e-3);
            claimed = with(claimed, 3, 0, claimed.get(3, 0) * 1.5);
            claimed = with(claimed, 3, 2, claimed.get(3, 2) * -1);
            Comparison comparison = cubicOf("W", W, claimed).run().of("W");
            assertThat(comparison.wrong()).isEqualTo(4);
            assertThat(comparison.worst()).extracting(Entry::place).containsExactly("[3, 2]", "[0, 1]", "[3, 0]");
            assertThat(comparison.worst().get(0).relativeError()).isCloseTo(1, within(1e-7));
        }

        @Test
        void aWholeMatrixIsWrongThoughEveryEntryIsBelowItsFloor() {
            // each entry is off by 0.9 of what a single one is granted, 16 ulp(1) / h, all of them together are not
            Matrix small = Matrix.zeros(20, 20).map(z -> 1e-8);
            double off = 0.9 * 16 * Math.ulp(1.0) / 1e-5;
            Comparison comparison = GradientCheck.of(v -> sum(v.get("w").map(w -> w * w / 2)))
                    .with("w", small, small.map(w -> w + off))
                    .run()
                    .of("w");
            assertThat(comparison.wrong()).isZero();
            assertThat(comparison.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(comparison.hints()).isEmpty();
        }

        @Test
        void aClaimedNaNOrInfinityNeverPasses() {
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                Matrix claimed = with(cubicGradient(W), 3, 1, bad);
                GradientReport all = cubicOf("W", W, claimed).run();
                assertThat(all.of("W").verdict()).isEqualTo(Verdict.FAILED);
                assertThat(all.of("W").worst().get(0).place()).isEqualTo("[3, 1]");
                assertThat(all.of("W").wholeError()).isEqualTo(Double.POSITIVE_INFINITY);
                for (long seed = 0; seed < 9; seed++) {
                    assertThat(cubicOf("W", W, claimed).sample(1, seed).run().passed())
                            .isFalse();
                }
                assertThat(cubicOf("W", W, claimed).directions(1, 3).run().passed())
                        .isFalse();
                assertThat(cubicOf("W", W, claimed)
                                .tolerance(0.999)
                                .absoluteFloor(1e300)
                                .run()
                                .passed())
                        .isFalse();
            }
        }

        @Test
        void missingAndExtraGradientsAreFailuresInTheReport() {
            GradientReport report = GradientCheck.of(v -> cubic(v.get("W")) + cubic(v.get("b")))
                    .with(new LinkedHashMap<>(Map.of("W", W, "b", b)), Map.of("W", cubicGradient(W), "c", b))
                    .run();
            assertThat(report.passed()).isFalse();
            assertThat(report.of("W").verdict()).isEqualTo(Verdict.PASSED);
            assertThat(report.of("b").verdict()).isEqualTo(Verdict.MISSING);
            assertThat(report.of("b").hints()).containsExactly("no gradient is claimed for it");
            assertThat(report.of("c").verdict()).isEqualTo(Verdict.EXTRA);
            assertThat(report.of("c").shape()).isEqualTo("-");
            assertThat(report.of("c").hints())
                    .containsExactly("a gradient is claimed for it, but there is no value of this name");
        }

        @Test
        void aGradientOfAnotherShapeIsAFailureInTheReport() {
            GradientReport report = GradientCheck.of(v -> cubic(v.get("W")) + cubic(v.steps("x")))
                    .with("W", W, cubicGradient(W).transpose())
                    .withSteps("x", x, cubicGradient(x).subList(0, 2))
                    .withArray("v", new double[4], new double[5])
                    .withArray("r", new double[2][2], new double[][] {{1, 2}, {3}})
                    .run();
            assertThat(report.comparisons()).extracting(Comparison::verdict).containsOnly(Verdict.SHAPE);
            assertThat(report.comparisons())
                    .flatExtracting(Comparison::hints)
                    .containsExactly(
                            "the claimed gradient must be (4, 3) but was (3, 4)",
                            "the claimed gradient must be 3 x (3, 5) but was 2 x (3, 5)",
                            "the claimed gradient must be (4) but was (5)",
                            "the claimed gradient must be (2, 2) but was ragged");
        }
    }
}
