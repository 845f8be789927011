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
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.GradientReport.Comparison;
import io.github.unroll.GradientReport.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Points, step, tolerance, floor and sample: what each option changes in a check. */
class GradientCheckOptionsTest {

    /** exp(3 sum): f''' is 9 f', so that two points err by 9 h²/6. */
    private GradientCheck steep(Matrix claimed) {
        return GradientCheck.of(v -> StrictMath.exp(sum(v.get("W")) * 3)).with("W", W.times(0.1), claimed);
    }

    @Test
    void fivePointsAreMoreAccurateThanTwo() {
        Matrix claimed = W.map(w -> 3 * StrictMath.exp(3 * sum(W.times(0.1))));
        double two = steep(claimed).step(1e-3).tolerance(1e-2).run().of("W").wholeError();
        double five = steep(claimed)
                .step(1e-3)
                .tolerance(1e-2)
                .fivePoints()
                .run()
                .of("W")
                .wholeError();
        assertThat(two).isGreaterThan(1e-7);
        assertThat(five).isLessThan(1e-10);
    }

    @Test
    void fivePointsSeeAMistakeThatIsInTheNoiseOfTwo() {
        Matrix small = W.times(1e-5);
        Matrix claimed = cubicGradient(small);
        GradientCheck check = cubicOf("W", small, with(claimed, 2, 1, claimed.get(2, 1) + 2e-10));
        assertThat(check.run().passed()).isTrue();
        Comparison comparison = check.fivePoints().run().of("W");
        assertThat(comparison.wrong()).isEqualTo(1);
        assertThat(comparison.worst().get(0).place()).isEqualTo("[2, 1]");
        cubicOf("W", small, claimed).fivePoints().run().assertPassed();
    }

    @Test
    void aSampleIsTheSameForTheSameSeedWhateverElseIsChecked() {
        List<Set<String>> seen = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            seen.add(moved(GradientCheck.of(v -> cubic(v.get("W"))), seed));
        }
        seen.add(moved(GradientCheck.of(v -> cubic(v.get("W"))).with("b", b, Matrix.zeros(4, 1)), 1));
        assertThat(seen.get(0)).hasSize(3).isEqualTo(seen.get(1)).isEqualTo(seen.get(3));
        assertThat(seen.get(2)).hasSize(3).isNotEqualTo(seen.get(0));
    }

    @Test
    void aReportIsTheSameForTheSameSeed() {
        GradientCheck check = cubicOf("W", W, cubicGradient(W)).sample(5, 9);
        GradientCheck again = cubicOf("W", W, cubicGradient(W)).sample(5, 9);
        assertThat(check.run()).isEqualTo(again.run());
        assertThat(check.run().of("W").checked()).isEqualTo(5);
    }

    private Set<String> moved(GradientCheck check, long seed) {
        Matrix wrong = cubicGradient(W).plus(W.map(w -> 1));
        return new HashSet<>(check.sample(3, seed).with("W", W, wrong).run().of("W").worst().stream()
                .map(Entry::place)
                .toList());
    }

    @Test
    void aSampleComparesAsManyEntriesAsAskedAndAllOfASmallMatrix() {
        GradientReport report = GradientCheck.of(v -> cubic(v.get("b")) + cubic(v.steps("x")))
                .with("b", b, cubicGradient(b))
                .withSteps("x", x, cubicGradient(x))
                .sample(7, 11)
                .run();
        report.assertPassed();
        assertThat(report.of("b").checked()).isEqualTo(4);
        assertThat(report.of("x").checked()).isEqualTo(7);
    }

    @Test
    void everyEntryIsInSomeSample() {
        Set<String> places = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            cubicOf("W", W, cubicGradient(W))
                    .sample(2, seed)
                    .run()
                    .of("W")
                    .worst()
                    .forEach(e -> places.add(e.place()));
        }
        assertThat(places).hasSize(12);
    }

    @Test
    void theToleranceDecides() {
        Matrix claimed = cubicGradient(W).times(1 + 1e-5);
        assertThat(cubicOf("W", W, claimed).run().passed()).isFalse();
        assertThat(cubicOf("W", W, claimed).tolerance(1e-4).run().passed()).isTrue();
        assertThat(cubicOf("W", W, claimed).tolerance(1e-4).run().tolerance()).isEqualTo(1e-4);
    }

    @Test
    void theStepDecidesHowFarTheLossIsMoved() {
        List<Double> seen = new ArrayList<>();
        GradientCheck.of(v -> {
                    seen.add(v.get("w").get(0, 0));
                    return v.get("w").get(0, 0) * v.get("w").get(0, 0);
                })
                .with("w", Matrix.of(new double[][] {{-4}}), Matrix.of(new double[][] {{-8}}))
                .step(1.0 / 1024)
                .run()
                .assertPassed();
        assertThat(seen).containsExactly(-4.0, -4.0, -4 + 4.0 / 1024, -4 - 4.0 / 1024, -4.0);
    }

    @Test
    void belowTheAbsoluteFloorTheErrorIsMeasuredAgainstTheFloor() {
        Matrix zero = Matrix.zeros(1, 1);
        Matrix claimed = Matrix.of(new double[][] {{2e-4}});
        Comparison coarse = cubicOf("W", zero, claimed).absoluteFloor(1e4).run().of("W");
        assertThat(coarse.worst().get(0).relativeError()).isCloseTo(2e-8, within(1e-12));
        assertThat(coarse.passed()).isTrue();
        Comparison fine = cubicOf("W", zero, claimed).absoluteFloor(1e-4).run().of("W");
        assertThat(fine.worst().get(0).relativeError()).isCloseTo(1, within(1e-6));
        assertThat(fine.passed()).isFalse();
    }

    private final double[] w = {0.5};

    @Test
    void anErrorOfExactlyTheTolerancePassesAtOnce() {
        int[] evaluations = {0};
        GradientReport report = GradientCheck.inPlace(() -> {
                    evaluations[0]++;
                    return w[0];
                })
                .withArray("w", w, new double[] {3})
                .step(1.0 / 1024)
                .tolerance(0.5)
                .run();
        assertThat(report.of("w").worst().get(0).relativeError()).isEqualTo(0.5);
        assertThat(report.of("w").wholeError()).isEqualTo(0.5);
        report.assertPassed();
        assertThat(evaluations[0]).isEqualTo(5);
    }

    @Test
    void anAbsoluteFloorOfZeroIsAPurelyRelativeError() {
        GradientCheck check = GradientCheck.of(v -> 3).with("W", Matrix.zeros(1, 1), Matrix.ofColumn(1e-12));
        assertThat(check.run().passed()).isTrue();
        assertThat(check.absoluteFloor(0).run().of("W").wholeError()).isEqualTo(1);
    }

    @Test
    void aNotFiniteClaimInTheFirstEntryIsInEverySample() {
        Matrix claimed = with(cubicGradient(W), 0, 0, Double.NaN);
        for (long seed = 0; seed < 20; seed++) {
            Comparison comparison =
                    cubicOf("W", W, claimed).sample(1, seed).run().of("W");
            assertThat(comparison.worst().get(0).place()).isEqualTo("[0, 0]");
        }
    }

    @Test
    void samplesOfDifferentNamesAreDifferent() {
        Matrix big = draw(10, 30, 20);
        Set<List<String>> samples = new HashSet<>();
        for (String name : List.of("a", "b", "W", "U")) {
            Comparison comparison = cubicOf(name, big, big).sample(3, 5).run().of(name);
            samples.add(comparison.worst().stream().map(Entry::place).toList());
        }
        assertThat(samples).hasSize(4);
    }

    @Test
    void theSmallestStepStillMovesAnEntry() {
        Matrix one = Matrix.ofColumn(1);
        assertThat(GradientCheck.of(v -> sum(v.get("W")))
                        .with("W", one, one.times(-1))
                        .step(1e-13)
                        .run()
                        .of("W")
                        .worst()
                        .get(0)
                        .numerical())
                .isEqualTo(1);
    }
}
