package io.github.unroll;

import static io.github.unroll.GradientLosses.W;
import static io.github.unroll.GradientLosses.cubic;
import static io.github.unroll.GradientLosses.cubicGradient;
import static io.github.unroll.GradientLosses.draw;
import static io.github.unroll.GradientLosses.sum;
import static io.github.unroll.GradientLosses.with;
import static io.github.unroll.GradientLosses.x;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.GradientReport.Comparison;
import io.github.unroll.GradientReport.Entry;
import io.github.unroll.GradientReport.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A few random directions through all entries of a matrix, instead of one entry after the other. */
class GradientCheckDirectionsTest {

    @Test
    void randomDirectionsFindAWrongEntryWithoutVisitingIt() {
        int[] evaluations = {0};
        Matrix big = draw(9, 30, 20);
        GradientCheck.of(v -> cubic(v.get("W")))
                .with("W", big, cubicGradient(big))
                .directions(3, 5)
                .run()
                .assertPassed();
        GradientReport report = GradientCheck.of(v -> {
                    evaluations[0]++;
                    return cubic(v.get("W"));
                })
                .with("W", big, with(cubicGradient(big), 17, 11, 5))
                .directions(3, 5)
                .run();
        Comparison comparison = report.of("W");
        assertThat(comparison.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(comparison.checked()).isEqualTo(3);
        assertThat(comparison.wrong()).isEqualTo(3);
        Entry worst = comparison.worst().get(0);
        assertThat(worst.place()).isEqualTo("direction " + worst.direction());
        assertThat(List.of(worst.step(), worst.row(), worst.column())).containsOnly(GradientReport.NONE);
        assertThat(evaluations[0]).isLessThan(3 + 3 * 14 + 1);
    }

    @Test
    void directionsGoAcrossAllStepsOfASequenceAndWithFivePoints() {
        List<Matrix> wrong = List.of(cubicGradient(x.get(0)), x.get(1), cubicGradient(x.get(2)));
        for (boolean five : new boolean[] {false, true}) {
            GradientCheck right = GradientCheck.of(v -> cubic(v.steps("x")))
                    .withSteps("x", x, cubicGradient(x))
                    .directions(4, 2);
            GradientCheck check = GradientCheck.of(v -> cubic(v.steps("x")))
                    .withSteps("x", x, wrong)
                    .directions(4, 2);
            (five ? right.fivePoints() : right).run().assertPassed();
            assertThat((five ? check.fivePoints() : check).run().of("x").wrong())
                    .isEqualTo(4);
        }
    }

    @Test
    void aDirectionHasLengthOneAndMovesEveryEntryBySomeOtherDistance() {
        List<Matrix> moved = new ArrayList<>();
        GradientCheck.of(v -> {
                    moved.add(v.get("W"));
                    return sum(v.get("W"));
                })
                .with("W", Matrix.zeros(20, 20), Matrix.zeros(20, 20).map(z -> 1))
                .step(1.0 / 1024)
                .directions(1, 3)
                .run()
                .assertPassed();
        Matrix direction = moved.get(2).times(1024);
        assertThat(moved.get(3)).isEqualTo(moved.get(2).times(-1));
        assertThat(direction.norm()).isCloseTo(1, within(1e-12));
        double[] sizes = new double[400];
        int negative = 0;
        for (int k = 0; k < 400; k++) {
            double entry = direction.get(k / 20, k % 20);
            sizes[k] = Math.abs(entry);
            negative += entry < 0 ? 1 : 0;
        }
        Arrays.sort(sizes);
        assertThat(negative).isBetween(160, 240);
        assertThat(sizes[0] / sizes[399]).isBetween(1.0 / 3, 0.35); // from 1/2 to 3/2
        for (int k = 1; k < 400; k++) {
            assertThat(sizes[k]).isGreaterThan(sizes[k - 1]);
        }
    }

    @Test
    void twoMistakesOfOneSizeDoNotCancel() {
        Matrix two = Matrix.ofColumn(0.3, 0.3);
        for (int seed = 0; seed < 50; seed++) {
            for (double mistake : new double[] {100, -100}) {
                assertThat(GradientCheck.of(v -> 0.6 * sum(v.get("W")))
                                .with("W", two, Matrix.ofColumn(0.6 + 100, 0.6 + mistake))
                                .directions(1, seed)
                                .run()
                                .passed())
                        .isFalse();
            }
        }
    }

    @Test
    void aDirectionThatMovesNothingIsRefused() {
        Matrix ones = Matrix.zeros(1000, 2000).map(z -> 1.001); // just above 1 doubles lie twice as far apart as below
        GradientCheck check = GradientCheck.of(v -> sum(v.get("W")))
                .with("W", ones, ones.times(-99))
                .step(1e-13)
                .directions(1, 1);
        assertThatThrownBy(check::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GradientCheck.run: step must be large enough to move an entry of W in a direction but was"
                        + " 1.0E-13");
    }

    @Test
    void aDirectionTakesTwoEvaluationsOrFourWithFivePoints() {
        int[] evaluations = {0};
        GradientCheck check = GradientCheck.of(v -> {
                    evaluations[0]++;
                    return cubic(v.get("W"));
                })
                .with("W", W, cubicGradient(W))
                .directions(6, 1);
        check.run().assertPassed();
        assertThat(evaluations[0]).isEqualTo(3 + 6 * 2);
        evaluations[0] = 0;
        check.fivePoints().run().assertPassed();
        assertThat(evaluations[0]).isEqualTo(3 + 6 * 4);
    }
}
