package io.github.unroll;

import static io.github.unroll.GradientLosses.draw;
import static io.github.unroll.GradientLosses.sum;
import static io.github.unroll.GradientLosses.x;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a loss has two slopes, any claim between them passes. */
class GradientCheckKinksTest {

    @Test
    void aKinkInsideTheStepIsMeasuredAgain() {
        Matrix value = Matrix.ofColumn(3e-6, -2.0, 1.0);
        GradientReport report = GradientCheck.of(v -> sum(v.get("W").map(w -> Math.max(0, w))))
                .with("W", value, Matrix.ofColumn(1.0, 0.0, 1.0))
                .run();
        report.assertPassed();
        assertThat(report.of("W").kinks()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-2, 0.5, 2})
    void aKinkAtTheValueIsSeenBesideACurvature(double curvature) {
        for (boolean five : new boolean[] {false, true}) {
            for (double claimed : new double[] {-0.01, 0, 0.5, 1, 1.01}) {
                double[] zero = {0};
                GradientCheck check = GradientCheck.inPlace(() -> Math.max(0, zero[0]) - curvature * zero[0] * zero[0])
                        .withArray("w", zero, new double[] {claimed});
                GradientReport report = (five ? check.fivePoints() : check).run();
                assertThat(report.passed()).as("%s %s", five, claimed).isEqualTo(claimed >= 0 && claimed <= 1);
            }
        }
    }

    @Test
    void aKinkAtTheValueGrantsAClaimFourTimesTheFloorOfTheSmallestStep() {
        double[] zero = {0};
        for (double beyond : new double[] {1.4e-7, 1.45e-7}) { // 4 * 16 ulp(1) / 1e-7 = 1.42e-7
            GradientReport report = GradientCheck.inPlace(() -> 1e-3 * Math.max(0, zero[0]))
                    .withArray("w", zero, new double[] {1e-3 + beyond})
                    .run();
            assertThat(report.passed()).as("%s", beyond).isEqualTo(beyond < 1.42e-7);
        }
    }

    @Test
    void aKinkInsideTheSmallerStepGrantsAClaimThreeTimesTheFloorOfAQuarterOfIt() {
        double[] half = {0.5};
        for (double beyond : new double[] {4.2e-7, 4.3e-7}) { // 3 * 16 ulp(1) / (1e-7 / 4) = 4.26e-7
            GradientReport report = GradientCheck.inPlace(() -> 1e-3 * Math.max(0, half[0] - (0.5 - 7e-8)))
                    .withArray("w", half, new double[] {1e-3 + beyond})
                    .run();
            assertThat(report.passed()).as("%s", beyond).isEqualTo(beyond < 4.26e-7);
        }
    }

    /** Zero biases and a first input of zeros: the unit stands at its kink, under a loss that is curved there. */
    @Test
    void thisLibrarysOwnReluPassesAtItsKink() {
        RnnSequence rnn = new RnnSequence(new RnnCell(Activation.RELU, Output.SIGMOID));
        Loss loss = Loss.halfSquaredError(Reduction.SUM);
        int kinks = 0;
        for (int seed = 0; seed < 20; seed++) {
            RnnParameters p = new RnnParameters(
                    draw(seed, 1, 2),
                    draw(seed + 20, 1, 1),
                    draw(seed + 40, 2, 1),
                    Matrix.zeros(1, 1),
                    Matrix.zeros(2, 1));
            List<Matrix> x = List.of(Matrix.zeros(2, 1), draw(seed + 60, 2, 1));
            Targets targets = Targets.everyStep(List.of(Matrix.ofColumn(0, 1), Matrix.ofColumn(1, 0)));
            RnnGradients d = Bptt.backward(loss, targets, rnn.forward(x, Matrix.zeros(1, 1), p));
            for (boolean five : new boolean[] {false, true}) {
                GradientCheck check = GradientCheck.of(
                                v -> loss.value(targets, rnn.forward(x, Matrix.zeros(1, 1), v.like(p))))
                        .with(p.named(), d.parameters().named());
                GradientReport report = (five ? check.fivePoints() : check).run();
                report.assertPassed();
                kinks += report.of("ba").kinks();
            }
        }
        assertThat(kinks).isGreaterThan(20);
    }
}
