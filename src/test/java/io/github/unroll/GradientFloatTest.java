package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A backward pass whose loss is computed in float, and gradients that are 0: what the report says of them. */
class GradientFloatTest {

    private static final String FLOAT =
            "every value of the loss is a float, and over a step of 1e-05 its rounding is all"
                    + " that differs: compute it in double, or see what step(1e-2).tolerance(1e-2).absoluteFloor(0.1) can tell";

    private final double[][] W = {{0.1, -0.2, 0.3}, {0.4, 0.5, -0.6}};
    private final double[][] dW = {{1.7, 3.9, 6.1}, {-2.85, -6.75, -10.65}};

    /** Half the mean squared error of {@code W x} against (0, 1), in float. */
    private float lossInFloat() {
        float[][] x = {{1, 2}, {3, 4}, {5, 6}};
        float loss = 0;
        for (int j = 0; j < 2; j++) {
            for (int i = 0; i < 2; i++) {
                float y = (float) W[i][0] * x[0][j] + (float) W[i][1] * x[1][j] + (float) W[i][2] * x[2][j];
                loss += 0.5f * (y - i) * (y - i) / 2;
            }
        }
        return loss;
    }

    private GradientCheck check() {
        return GradientCheck.inPlace(this::lossInFloat).withArray("W", W, dW);
    }

    private GradientCheck wide() {
        return check().step(1e-2).tolerance(1e-2).absoluteFloor(0.1);
    }

    @Test
    void aRightGradientFailsAndTheReasonIsSaid() {
        GradientReport report = check().run();
        assertThat(report.passed()).isFalse();
        assertThat(report.of("W").hints()).containsExactly(FLOAT);
        assertThat(check().directions(3, 1).run().of("W").hints()).containsExactly(FLOAT);
    }

    @Test
    void theAdviceTellsRightFromWrong() {
        assertThat(wide().run().passed()).isTrue();
        dW[1][2] = -9.65;
        GradientReport report = wide().run();
        assertThat(report.of("W").wrong()).isEqualTo(1);
        assertThat(report.of("W").hints()).containsExactly("wrong in row 1 of column 2, right everywhere else");
    }

    @Test
    void theAdviceLeavesThePatternsToBeSeen() {
        for (double[] row : dW) {
            for (int j = 0; j < row.length; j++) {
                row[j] = -row[j];
            }
        }
        assertThat(wide().run().of("W").hints())
                .containsExactly("claimed is the numerical gradient with the opposite sign in every entry");
    }

    @Test
    void aRatioThatIsNearlyOneIsNoOppositeSign() {
        double[] w = {3, 4};
        GradientReport report = GradientCheck.inPlace(() -> w[0] + w[1])
                .withArray("w", w, new double[] {1.35, 1.35})
                .tolerance(0.01)
                .run();
        assertThat(report.of("w").hints()).isEmpty(); // an error of 0.15
        report = GradientCheck.inPlace(() -> 1e6 * w[0] + 1e6 * w[1] + 100 * (w[0] - 3))
                .withArray("w", w, new double[] {1.010055e6, 1.010055e6})
                .tolerance(1e-3)
                .run();
        assertThat(report.of("w").hints()).noneMatch(hint -> hint.contains("opposite"));
    }

    @Test
    void aFloatInsideADoubleIsRough() {
        double[][] w = {{0.3, -1.2}, {0.7, 2.1}};
        double[][] dw = new double[2][2];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                dw[i][j] = Math.cos(w[i][j]);
            }
        }
        GradientCheck check = GradientCheck.inPlace(() -> {
                    double loss = 0;
                    for (double[] row : w) {
                        for (double v : row) {
                            loss += (float) Math.sin(v);
                        }
                    }
                    return loss;
                })
                .withArray("w", w, dw);
        assertThat(check.run().of("w").hints())
                .containsExactly(
                        "at 4 of 4 entries the loss is rough, as with a float inside it: a smaller step finds quite"
                                + " another slope; see what step(1e-2).tolerance(1e-2).absoluteFloor(0.1) can tell");
        assertThat(check.step(1e-2).tolerance(1e-2).absoluteFloor(0.1).run().passed())
                .isTrue();
    }

    @Test
    void isNotRoughWhereMostWrongEntriesAreSmooth() {
        GradientReport.Comparison two = smoothButForTheFirst(9).run().of("w"); // 2.1 would be right
        assertThat(two.wrong()).isEqualTo(2);
        assertThat(two.hints()).noneMatch(hint -> hint.contains("rough"));
        GradientReport.Comparison one = smoothButForTheFirst(2.1).run().of("w");
        assertThat(one.wrong()).isEqualTo(1);
        assertThat(one.hints()).anyMatch(hint -> hint.startsWith("at 1 of 3 entries the loss is rough"));
        assertThat(smoothButForTheFirst(2.1).step(1e-2).run().of("w").hints())
                .noneMatch(hint -> hint.contains("rough"));
    }

    private static GradientCheck smoothButForTheFirst(double claimedLast) {
        double[] w = {0.3, 0.7, 2.1};
        return GradientCheck.inPlace(() -> (float) Math.sin(w[0]) + w[1] * w[1] / 2 + w[2] * w[2] / 2)
                .withArray("w", w, new double[] {Math.cos(0.3), 0.7, claimedLast});
    }

    @Test
    void underAWideToleranceARatioIsStillNoOtherInteger() {
        double[] w = {3, 4};
        List<String> hints = GradientCheck.inPlace(() -> w[0] + w[1])
                .withArray("w", w, new double[] {7.3, 7.3})
                .tolerance(1e-2)
                .run()
                .of("w")
                .hints();
        assertThat(hints).containsExactly("claimed is 7.30000 times the numerical gradient in every entry");
    }

    @Test
    void oneSentenceIsEnoughForAllItIsTrueOf() {
        double[] b = {1, 2};
        String report = GradientCheck.inPlace(() -> lossInFloat() + (float) b[0] * (float) b[1])
                .withArray("W", W, dW)
                .withArray("b", b, new double[] {2, 1})
                .run()
                .toString();
        assertThat(report).endsWith("\nW, b: " + FLOAT);
    }

    @Test
    void aToleranceThatFloatsCanMeetIsJudgedAsAnyOther() {
        dW[0][0] = 17; // beside 21.3, the largest sum of both, an error of 0.03, as rounding leaves it, is 1.4e-3
        assertThat(check().tolerance(1e-3).run().of("W").hints()).containsExactly(FLOAT);
        assertThat(check().tolerance(1.7e-3).run().of("W").hints()).doesNotContain(FLOAT);
    }

    @Test
    void aWrongGradientDoesNotPassByAKinkThatIsRounding() {
        for (double factor : new double[] {1.1, 2}) {
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 3; j++) {
                    double right = dW[i][j];
                    dW[i][j] *= factor;
                    for (GradientCheck check : List.of(check(), wide())) {
                        GradientReport.Comparison of = check.run().of("W");
                        assertThat(of.passed()).isFalse();
                        assertThat(of.kinks()).isZero();
                    }
                    dW[i][j] = right;
                }
            }
        }
    }

    @Test
    void aStepThatIsAPowerOfTwoHidesNoFloat() {
        assertThat(check().step(0x1p-17).run().of("W").hints())
                .singleElement()
                .asString()
                .startsWith("every value of the");
    }

    @Test
    void aFloatTooLargeForTheStepDoesNotMove() {
        GradientReport report = GradientCheck.inPlace(() -> lossInFloat() + 10_000f)
                .withArray("W", W, dW)
                .run();
        assertThat(report.of("W").hints())
                .containsExactly(
                        "the loss is the same whatever value is moved: does it read W from what the check hands it,"
                                + " or a copy of its own? Or is it a float, which a step of 1e-05 does not move?");
    }

    @Test
    void itIsToldBeforeZerosThatItsRoundingContradicts() {
        assertThat(GradientCheck.inPlace(this::lossInFloat)
                        .withArray("W", W, new double[2][3])
                        .run()
                        .of("W")
                        .hints())
                .containsExactly(FLOAT);
    }

    @Test
    void aNanIsToldBeforeIt() {
        dW[0][0] = Double.NaN;
        assertThat(check().run().of("W").hints()).singleElement().asString().startsWith("the claimed gradient is NaN");
    }

    @Test
    void aFloorOfTheCallersIsNotCalledRounding() {
        double[] s = {1, 2};
        GradientReport report = GradientCheck.inPlace(() -> 1e-4 * (s[0] + s[1]))
                .withArray("s", s, new double[] {3e-4, 3e-4})
                .step(1e-2)
                .tolerance(1e-2)
                .absoluteFloor(0.1)
                .run();
        assertThat(report.passed()).isTrue();
        assertThat(report.of("s").hints())
                .containsExactly(
                        "unresolved: both gradients, together 5.7e-04, are too small beside the absoluteFloor of"
                                + " 1.0e-01 to agree or to disagree");
        report = GradientCheck.inPlace(() -> 0.004 * (s[0] + s[1] * s[1]))
                .withArray("s", s, new double[] {0.008, 0.016})
                .step(1e-2)
                .tolerance(1e-2)
                .absoluteFloor(0.1)
                .run();
        assertThat(report.of("s").hints())
                .contains(
                        "no entry misses by more than 10 times what the absoluteFloor allows: fivePoints() tells a mistake"
                                + " from noise");
    }

    @Nested
    class InDouble {

        @Test
        void stepsAreNoFloats() { // a loss of whole numbers
            double[] z = {0, 1};
            GradientReport report = GradientCheck.inPlace(() -> (z[0] > 0 ? 1.0 : 0.0) + (z[1] > 0 ? 1.0 : 0.0))
                    .withArray("z", z, new double[] {1, 1})
                    .run();
            assertThat(report.passed()).isFalse();
            assertThat(report.of("z").hints()).noneMatch(hint -> hint.contains("is a float"));
        }

        @Test
        void losesNothingToAFloatThatComesByChance() { // 2.5 where nothing is moved
            double[] w = {0.5, 2};
            GradientReport report = GradientCheck.inPlace(() -> w[0] + w[1])
                    .withArray("w", w, new double[] {2, 2})
                    .run();
            assertThat(report.of("w").hints()).singleElement().asString().startsWith("claimed is 2 times");
        }

        @Test
        void norToAStepThatIsAPowerOfTwo() {
            double[] w = {0.5, 2};
            GradientReport report = GradientCheck.inPlace(() -> w[0] + w[1])
                    .withArray("w", w, new double[] {2, 2})
                    .step(0x1p-10)
                    .run();
            assertThat(report.of("w").hints()).singleElement().asString().startsWith("claimed is 2 times");
        }
    }

    @Nested
    class Zeros {

        @Test
        void thatAgreeAreAQuestion() {
            GradientReport report = GradientCheck.inPlace(() -> 1.0)
                    .withArray("W", W, new double[2][3])
                    .run();
            assertThat(report.passed()).isTrue();
            assertThat(report.of("W").hints())
                    .containsExactly("both gradients are 0 in every entry compared: does the loss depend on W here?");
        }

        @Test
        void areNoneWhereTheLossHasAKinkOrTheRestIsNotZero() {
            double[] r = {0, 0};
            assertThat(GradientCheck.inPlace(() -> Math.max(0, r[0]) + Math.max(0, r[1]))
                            .withArray("r", r, new double[2])
                            .run()
                            .of("r")
                            .hints())
                    .isEmpty();
            double[] v = {1, 2, 3, 4, 5, 6, 7, 8};
            GradientCheck sampled = GradientCheck.inPlace(() -> v[7] * v[7])
                    .withArray("v", v, new double[] {0, 0, 0, 0, 0, 0, 0, 16})
                    .sample(2, 2);
            assertThat(sampled.run().of("v").passed()).isTrue();
            assertThat(sampled.run().of("v").hints()).isEmpty();
        }

        @Test
        void ofAFloatThatDoesNotMoveSayNothing() {
            GradientReport report = GradientCheck.inPlace(() -> lossInFloat() + 10_000f)
                    .withArray("W", W, new double[2][3])
                    .run();
            assertThat(report.of("W").hints())
                    .singleElement()
                    .asString()
                    .endsWith("here? Or is it a float, which a step of 1e-05 does not move?");
        }

        @Test
        void besideOneThatIsNotAreNone() {
            double[] w = {3, 4};
            GradientReport report = GradientCheck.inPlace(() -> w[0])
                    .withArray("w", w, new double[] {1, 0})
                    .run();
            assertThat(report.passed()).isTrue();
            assertThat(report.of("w").hints()).isEmpty();
        }
    }
}
