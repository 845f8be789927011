package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

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
    void aToleranceThatFloatsCanMeetIsJudgedAsAnyOther() {
        dW[0][0] = 17;
        assertThat(check().tolerance(0.9e-4).run().of("W").hints()).containsExactly(FLOAT);
        assertThat(check().tolerance(1e-4).run().of("W").hints()).doesNotContain(FLOAT);
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
    void aNanIsToldBeforeIt() {
        dW[0][0] = Double.NaN;
        assertThat(check().run().of("W").hints()).singleElement().asString().startsWith("the claimed gradient is NaN");
    }

    @Nested
    class InDouble {

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
                    .containsExactly("both gradients are 0 in every place: does the loss depend on W here?");
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
