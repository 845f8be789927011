package io.github.unroll;

import static io.github.unroll.GradientLosses.cubic;
import static io.github.unroll.GradientLosses.cubicGradient;
import static io.github.unroll.GradientLosses.draw;
import static io.github.unroll.GradientLosses.sum;
import static io.github.unroll.GradientLosses.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.GradientReport.Comparison;
import io.github.unroll.GradientReport.Entry;
import io.github.unroll.GradientReport.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientCheckTest {

    private final Matrix W = draw(1, 4, 3);
    private final Matrix b = draw(2, 4, 1);
    private final List<Matrix> x = List.of(draw(3, 3, 5), draw(4, 3, 5), draw(5, 3, 5));

    private static GradientCheck cubicOf(String name, Matrix value, Matrix claimed) {
        return GradientCheck.of(values -> cubic(values.get(name))).with(name, value, claimed);
    }

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

        @Test
        void aKinkInsideTheStepIsMeasuredAgain() {
            Matrix value = Matrix.ofColumn(3e-6, -2.0, 1.0);
            GradientReport report = GradientCheck.of(v -> sum(v.get("W").map(w -> Math.max(0, w))))
                    .with("W", value, Matrix.ofColumn(1.0, 0.0, 1.0))
                    .run();
            report.assertPassed();
            assertThat(report.of("W").kinks()).isEqualTo(1);
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

    @Nested
    class Options {

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
        void theToleranceDecides() {
            Matrix claimed = cubicGradient(W).times(1 + 1e-5);
            assertThat(cubicOf("W", W, claimed).run().passed()).isFalse();
            assertThat(cubicOf("W", W, claimed).tolerance(1e-4).run().passed()).isTrue();
            assertThat(cubicOf("W", W, claimed).tolerance(1e-4).run().tolerance())
                    .isEqualTo(1e-4);
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
            Comparison coarse =
                    cubicOf("W", zero, claimed).absoluteFloor(1e4).run().of("W");
            assertThat(coarse.worst().get(0).relativeError()).isCloseTo(2e-8, within(1e-12));
            assertThat(coarse.passed()).isTrue();
            Comparison fine =
                    cubicOf("W", zero, claimed).absoluteFloor(1e-4).run().of("W");
            assertThat(fine.worst().get(0).relativeError()).isCloseTo(1, within(1e-6));
            assertThat(fine.passed()).isFalse();
        }
    }

    @Nested
    class ValuesAreLeftAlone {

        private final double[][] w = {{-0.0, 0.1, -7.3}, {Double.MIN_VALUE, 1e-300, 4e5}};
        private final double[] v = {-0.0, 0.3};
        private final double[][][] s = {{{-0.0, 1}}, {{0.1, 2}}};

        private double loss() {
            return cubic(Matrix.of(w)) * 1e-12
                    + v[0] * v[0]
                    + 3 * v[1]
                    + s[0][0][0]
                    + 2 * s[0][0][1]
                    + 3 * s[1][0][0] * s[1][0][1];
        }

        private List<Long> bits() {
            List<Long> bits = new ArrayList<>();
            for (double[] row : w) {
                Arrays.stream(row).forEach(value -> bits.add(Double.doubleToRawLongBits(value)));
            }
            Arrays.stream(v).forEach(value -> bits.add(Double.doubleToRawLongBits(value)));
            for (double[][] step : s) {
                Arrays.stream(step[0]).forEach(value -> bits.add(Double.doubleToRawLongBits(value)));
            }
            return bits;
        }

        private GradientCheck check(DoubleSupplier loss) {
            return GradientCheck.inPlace(loss)
                    .withArray("w", w, cubicGradient(Matrix.of(w)).times(1e-12).toArray())
                    .withArray("v", v, new double[] {0, 3})
                    .withArray("s", s, new double[][][] {{{1, 2}}, {{6, 0.3}}});
        }

        @Test
        void arraysArePutBackBitForBit() {
            List<Long> before = bits();
            GradientReport report = check(this::loss).run();
            assertThat(bits()).isEqualTo(before);
            report.assertPassed();
            assertThat(report.comparisons())
                    .extracting(Comparison::shape)
                    .containsExactly("(2, 3)", "(2)", "2 x (1, 2)");
            check(this::loss).directions(2, 1).run().assertPassed();
            assertThat(bits()).isEqualTo(before);
        }

        @Test
        void arraysArePutBackWheneverTheLossThrows() {
            List<Long> before = bits();
            for (boolean directions : new boolean[] {false, true}) {
                for (int last = 1; last <= 15; last++) {
                    int[] left = {last};
                    GradientCheck check = check(() -> {
                        if (--left[0] == 0) {
                            throw new UnsupportedOperationException("enough");
                        }
                        return loss();
                    });
                    assertThatThrownBy(directions ? check.directions(3, 1)::run : check::run)
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessage("enough");
                    assertThat(bits()).isEqualTo(before);
                }
            }
        }

        @Test
        void exactlyOneEntryIsMovedAtATime() {
            List<Integer> moved = new ArrayList<>();
            List<Long> before = bits();
            check(() -> {
                        List<Long> now = bits();
                        moved.add((int) IntStream.range(0, now.size())
                                .filter(i -> !now.get(i).equals(before.get(i)))
                                .count());
                        return loss();
                    })
                    .run();
            assertThat(moved).hasSize(2 + 2 * 12 + 1);
            assertThat(moved.subList(2, 26)).containsOnly(1);
            assertThat(List.of(moved.get(0), moved.get(1), moved.get(26))).containsOnly(0);
        }

        @Test
        void ofMatricesOnlyTheOneThatIsMovedIsAnotherObject() {
            GradientCheck.of(values -> {
                        int others = 0;
                        others += values.get("W") == W ? 0 : 1;
                        for (int t = 0; t < 3; t++) {
                            others += values.steps("x").get(t) == x.get(t) ? 0 : 1;
                        }
                        assertThat(others).isLessThanOrEqualTo(1);
                        return cubic(values.get("W")) + cubic(values.steps("x"));
                    })
                    .with("W", W, cubicGradient(W))
                    .withSteps("x", x, cubicGradient(x))
                    .run()
                    .assertPassed();
            assertThat(W).isEqualTo(draw(1, 4, 3));
        }

        @Test
        void theClaimIsCopiedBeforeTheLossCanOverwriteIt() {
            double[] claimed = {0, 3};
            GradientCheck check = GradientCheck.inPlace(() -> {
                        Arrays.fill(claimed, 99); // as a loss does that runs its backward pass too
                        return v[0] * v[0] + 3 * v[1];
                    })
                    .withArray("v", v, claimed);
            check.run().assertPassed();
        }

        @Test
        void theValuesAreHandedOverByNameAndCannotBeChanged() {
            GradientCheck.of(values -> {
                        assertThat(values.matrices().keySet()).containsExactly("W", "b");
                        assertThatThrownBy(() -> values.matrices().clear())
                                .isInstanceOf(UnsupportedOperationException.class);
                        assertThatThrownBy(() -> values.steps("x").set(0, W))
                                .isInstanceOf(UnsupportedOperationException.class);
                        return cubic(values.matrices().get("W"));
                    })
                    .with("W", W, cubicGradient(W))
                    .with("b", b, Matrix.zeros(4, 1))
                    .withSteps("x", x, x.stream().map(m -> m.times(0.0)).toList())
                    .run()
                    .assertPassed();
        }
    }

    @Nested
    class Measured {

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
        void theReportTellsTheLossWhereNothingIsMoved() {
            assertThat(GradientCheck.inPlace(() -> 3 * w[0])
                            .withArray("w", w, new double[] {3})
                            .run()
                            .loss())
                    .isEqualTo(1.5);
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
                Comparison comparison =
                        cubicOf(name, big, big).sample(3, 5).run().of(name);
                samples.add(comparison.worst().stream().map(Entry::place).toList());
            }
            assertThat(samples).hasSize(4);
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
            Matrix ones =
                    Matrix.zeros(1000, 2000).map(z -> 1.001); // just above 1 doubles lie twice as far apart as below
            GradientCheck check = GradientCheck.of(v -> sum(v.get("W")))
                    .with("W", ones, ones.times(-99))
                    .step(1e-13)
                    .directions(1, 1);
            assertThatThrownBy(check::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "GradientCheck.run: step must be large enough to move an entry of W in a direction but was"
                                    + " 1.0E-13");
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

        @ParameterizedTest
        @ValueSource(doubles = {-2, 0.5, 2})
        void aKinkAtTheValueIsSeenBesideACurvature(double curvature) {
            for (boolean five : new boolean[] {false, true}) {
                for (double claimed : new double[] {-0.01, 0, 0.5, 1, 1.01}) {
                    double[] zero = {0};
                    GradientCheck check = GradientCheck.inPlace(
                                    () -> Math.max(0, zero[0]) - curvature * zero[0] * zero[0])
                            .withArray("w", zero, new double[] {claimed});
                    GradientReport report = (five ? check.fivePoints() : check).run();
                    assertThat(report.passed()).as("%s %s", five, claimed).isEqualTo(claimed >= 0 && claimed <= 1);
                }
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
        void parametersComeBackAsABundleOfTheirOwnKind() {
            RnnParameters parameters =
                    new RnnParameters(draw(40, 3, 2), draw(41, 3, 3), draw(42, 2, 3), draw(43, 3, 1), draw(44, 2, 1));
            Map<String, Matrix> claimed = new LinkedHashMap<>();
            parameters.named().forEach((name, value) -> claimed.put(name, cubicGradient(value)));
            GradientCheck.of(values -> {
                        RnnParameters bundle = values.like(parameters);
                        assertThatThrownBy(() -> values.like((RnnParameters) null))
                                .hasMessage("NamedValues.like: pattern must be present but was null");
                        return cubic(List.copyOf(bundle.named().values()));
                    })
                    .with(parameters.named(), claimed)
                    .sample(2, 1)
                    .run()
                    .assertPassed();
        }
    }
}
