package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.GradientReport.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** On losses whose gradient is known by hand: {@code sum of w²/2 + w³/6}, gradient {@code w + w²/2}. */
class GradientCheckTest {

    private final Random random = new Random(4);
    private final Matrix W = draw(4, 3);
    private final Matrix b = draw(4, 1);
    private final List<Matrix> x = List.of(draw(2, 5), draw(2, 5), draw(2, 5));

    private Matrix draw(int rows, int columns) {
        return Matrix.generate(rows, columns, random::nextGaussian);
    }

    private static double loss(Matrix matrix) {
        double sum = 0;
        for (double[] row : matrix.toArray()) {
            for (double w : row) {
                sum += w * w / 2 + w * w * w / 6;
            }
        }
        return sum;
    }

    private static Matrix gradient(Matrix matrix) {
        return matrix.map(w -> w + w * w / 2);
    }

    private static Matrix with(Matrix matrix, int row, int column, double value) {
        double[][] rows = matrix.toArray();
        rows[row][column] = value;
        return Matrix.of(rows);
    }

    private static GradientReport check(Matrix value, Matrix claimed) {
        return GradientCheck.of(v -> loss(v.get("W"))).with("W", value, claimed).run();
    }

    @Nested
    class Agreement {

        @Test
        void aRightGradientPasses() {
            List<Matrix> dx = x.stream().map(GradientCheckTest::gradient).toList();
            GradientReport report = GradientCheck.of(v -> loss(v.get("W"))
                            + loss(v.get("b"))
                            + v.steps("x").stream().mapToDouble(m -> loss(m)).sum())
                    .with(Map.of("W", W, "b", b), Map.of("W", gradient(W), "b", gradient(b)))
                    .withSteps("x", x, dx)
                    .run();
            report.assertPassed();
            assertThat(report.of("x").checked()).isEqualTo(30);
            assertThat(report.of("W").worst().get(0).relativeError()).isLessThan(1e-8);
        }

        @Test
        void nothingAgainstNothingIsAgreement() {
            check(Matrix.zeros(2, 3), Matrix.zeros(2, 3)).assertPassed();
        }

        @Test
        void fivePointsAreMoreAccurate() {
            Matrix claimed = gradient(W);
            GradientCheck two = GradientCheck.of(v -> StrictMath.exp(3 * loss(v.get("W")) / 10));
            double scale = StrictMath.exp(3 * loss(W) / 10) * 0.3;
            double coarse = two.with("W", W, claimed.times(scale)).run().of("W").wholeError();
            double fine = GradientCheck.of(v -> StrictMath.exp(3 * loss(v.get("W")) / 10))
                    .fivePoints()
                    .with("W", W, claimed.times(scale))
                    .run()
                    .of("W")
                    .wholeError();
            assertThat(fine).isLessThan(coarse / 2);
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

        @Test
        void samplesAreReproducibleBySeedAndNoMoreThanAsked() {
            GradientReport first = GradientCheck.of(v -> loss(v.get("W")))
                    .sample(5, 9)
                    .with("W", W, gradient(W))
                    .run();
            GradientReport second = GradientCheck.of(v -> loss(v.get("W")))
                    .sample(5, 9)
                    .with("W", W, gradient(W))
                    .run();
            assertThat(first).isEqualTo(second);
            assertThat(first.of("W").checked()).isEqualTo(5);
        }

        @Test
        void randomDirectionsSeeAWrongEntryWithoutVisitingIt() {
            GradientCheck.of(v -> loss(v.get("W")))
                    .directions(4, 7)
                    .with("W", W, gradient(W))
                    .run()
                    .assertPassed();
            Matrix wrong = with(gradient(W), 3, 2, 1.5);
            GradientReport report = GradientCheck.of(v -> loss(v.get("W")))
                    .directions(4, 7)
                    .with("W", W, wrong)
                    .run();
            assertThat(report.passed()).isFalse();
            assertThat(report.of("W").checked()).isEqualTo(4);
            assertThat(report.of("W").worst().get(0).row()).isEqualTo(GradientReport.NONE);
        }

        @Test
        void aKinkInsideTheStepIsMeasuredAgain() {
            Matrix value = Matrix.ofColumn(3e-6, -2.0, 1.0);
            GradientReport report = GradientCheck.of(v -> {
                        double sum = 0;
                        for (int i = 0; i < 3; i++) {
                            sum += Math.max(0, v.get("W").get(i, 0));
                        }
                        return sum;
                    })
                    .with("W", value, Matrix.ofColumn(1.0, 0.0, 1.0))
                    .run();
            report.assertPassed();
            assertThat(report.of("W").kinks()).isEqualTo(1);
        }
    }

    @Nested
    class Disagreement {

        @Test
        void oneWrongEntryIsNamed() {
            Matrix right = gradient(W);
            GradientReport report = check(W, with(right, 2, 1, right.get(2, 1) * (1 + 1e-4)));
            assertThat(report.of("W").verdict()).isEqualTo(Verdict.FAILED);
            assertThat(report.of("W").wrong()).isEqualTo(1);
            GradientReport.Entry worst = report.of("W").worst().get(0);
            assertThat(List.of(worst.row(), worst.column(), worst.step())).containsExactly(2, 1, GradientReport.NONE);
            assertThat(worst.claimed()).isEqualTo(right.get(2, 1) * (1 + 1e-4));
            assertThat(worst.numerical()).isCloseTo(right.get(2, 1), within(1e-9));
            assertThatThrownBy(report::assertPassed)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("W")
                    .hasMessageContaining("[2, 1]");
        }

        @Test
        void theStepOfASequenceIsNamed() {
            List<Matrix> dx = List.of(gradient(x.get(0)), with(gradient(x.get(1)), 1, 4, 9), gradient(x.get(2)));
            GradientReport report = GradientCheck.of(
                            v -> v.steps("x").stream().mapToDouble(m -> loss(m)).sum())
                    .withSteps("x", x, dx)
                    .run();
            GradientReport.Entry worst = report.of("x").worst().get(0);
            assertThat(List.of(worst.step(), worst.row(), worst.column())).containsExactly(1, 1, 4);
        }

        @Test
        void aClaimedNaNNeverPasses() {
            assertThat(check(W, with(gradient(W), 0, 0, Double.NaN)).of("W").verdict())
                    .isEqualTo(Verdict.FAILED);
        }

        @Test
        void aMissingAnExtraAndAMisshapenGradientAreFailures() {
            GradientReport report = GradientCheck.of(v -> loss(v.get("W")) + loss(v.get("b")))
                    .with(Map.of("W", W, "b", b), Map.of("W", gradient(W).transpose(), "c", b))
                    .run();
            assertThat(report.passed()).isFalse();
            assertThat(report.of("W").verdict()).isEqualTo(Verdict.SHAPE);
            assertThat(report.of("b").verdict()).isEqualTo(Verdict.MISSING);
            assertThat(report.of("c").verdict()).isEqualTo(Verdict.EXTRA);
        }
    }

    @Nested
    class Hints {

        private String hints(Matrix value, Matrix claimed) {
            return String.join("; ", check(value, claimed).of("W").hints());
        }

        @Test
        void aConstantRatioIsASumAgainstAMean() {
            assertThat(hints(W, gradient(W).times(10)))
                    .startsWith("claimed is 10 times the numerical gradient in every entry: a sum over");
            assertThat(hints(W, gradient(W).times(0.1)))
                    .startsWith("claimed is 1/10 times the numerical gradient in every entry: a mean over");
            assertThat(GradientCheck.of(v -> loss(v.get("W")))
                            .examples(10)
                            .with("W", W, gradient(W).times(10))
                            .run()
                            .of("W")
                            .hints()
                            .get(0))
                    .contains("m = 10 examples");
            assertThat(hints(W, gradient(W).map(g -> g > 0 ? 10 * g : 9 * g))).doesNotContain("times");
        }

        @Test
        void theOppositeSign() {
            assertThat(hints(W, gradient(W).times(-1))).contains("opposite sign in every entry");
            assertThat(hints(W, gradient(W).map(Math::abs))).doesNotContain("opposite sign");
        }

        @Test
        void aTransposeIsRecognized() {
            Matrix square = draw(4, 4);
            assertThat(hints(square, gradient(square).transpose())).contains("transpose");
            assertThat(hints(square, gradient(square).map(g -> g + 1))).doesNotContain("transpose");
        }

        @Test
        void rightAtTheLastStepOnlyIsALostCarry() {
            List<Matrix> right = x.stream().map(GradientCheckTest::gradient).toList();
            List<Matrix> lost = List.of(right.get(0).times(0.3), right.get(1).map(g -> g * g), right.get(2));
            String hints = String.join(
                    "; ",
                    GradientCheck.of(v -> v.steps("x").stream()
                                    .mapToDouble(m -> loss(m))
                                    .sum())
                            .withSteps("x", x, lost)
                            .run()
                            .of("x")
                            .hints());
            assertThat(hints).contains("right at the last step only").contains("carry");
        }

        @Test
        void allZerosWereNeverComputed() {
            assertThat(hints(W, Matrix.zeros(4, 3))).contains("every claimed entry is 0");
        }
    }

    @Nested
    class ArraysOfOnesOwn {

        private final double[][] w = W.toArray();

        @Test
        void areMovedInPlaceAndPutBackBitForBit() {
            w[0][0] = -0.0;
            double[][] before = Arrays.stream(w).map(double[]::clone).toArray(double[][]::new);
            GradientReport report = GradientCheck.inPlace(() -> loss(Matrix.of(w)))
                    .withArray("w", w, gradient(Matrix.of(w)).toArray())
                    .run();
            report.assertPassed();
            assertThat(Matrix.of(w)).isEqualTo(Matrix.of(before)); // tells -0.0 from 0.0
        }

        @Test
        void areAlsoPutBackWhenTheLossThrows() {
            double[][] before = Arrays.stream(w).map(double[]::clone).toArray(double[][]::new);
            int[] calls = {0};
            GradientCheck check = GradientCheck.inPlace(() -> {
                        if (++calls[0] == 6) {
                            throw new IllegalStateException("no more");
                        }
                        return loss(Matrix.of(w));
                    })
                    .withArray("w", w, w);
            assertThatThrownBy(check::run).isInstanceOf(IllegalStateException.class);
            assertThat(Matrix.of(w)).isEqualTo(Matrix.of(before));
        }
    }

    @Nested
    class Validation {

        @Test
        void aLossThatIsNotDeterministicIsRefused() {
            double[] drift = {0};
            GradientCheck check =
                    GradientCheck.of(v -> loss(v.get("W")) + (drift[0] += 1)).with("W", W, W);
            assertThatIllegalArgumentException()
                    .isThrownBy(check::run)
                    .withMessageStartingWith("GradientCheck.run: loss must be the same at every evaluation but was");
        }

        @Test
        void aLossThatIsNotFiniteIsRefused() {
            GradientCheck check = GradientCheck.of(v -> Double.NaN).with("W", W, W);
            assertThatIllegalArgumentException()
                    .isThrownBy(check::run)
                    .withMessage("GradientCheck.run: loss must be finite but was NaN");
        }

        @Test
        void aNameIsTakenOnce() {
            GradientCheck check = GradientCheck.of(v -> 0).with("W", W, W);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> check.with("W", W, W))
                    .withMessage("GradientCheck.with: name must be new but was W for the second time");
        }

        @Test
        void nothingIsNull() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GradientCheck.of(null))
                    .withMessage("GradientCheck.of: loss must be present but was null");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GradientCheck.of(v -> 0).with("W", null, W))
                    .withMessage("GradientCheck.with: W must be present but was null");
        }

        @Test
        void theLossAsksForNamesThatExist() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GradientCheck.of(v -> loss(v.get("V")))
                            .with("W", W, W)
                            .run())
                    .withMessage("NamedValues.get: name must be one of [W] but was V");
        }
    }
}
