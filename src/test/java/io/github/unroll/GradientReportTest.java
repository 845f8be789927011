package io.github.unroll;

import static io.github.unroll.GradientLosses.cubic;
import static io.github.unroll.GradientLosses.cubicGradient;
import static io.github.unroll.GradientLosses.draw;
import static io.github.unroll.GradientLosses.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.unroll.GradientReport.Comparison;
import io.github.unroll.GradientReport.Entry;
import io.github.unroll.GradientReport.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GradientReportTest {

    private static final Entry RIGHT = new Entry("[0, 2]", -1, -1, 0, 2, 0.125, 0.125, 2.5e-10);
    private static final Entry WRONG = new Entry("step 3 [1, 0]", -1, 3, 1, 0, -2.0, 1.0, 1);
    private static final Entry LESS_WRONG = new Entry("step 0 [0, 0]", -1, 0, 0, 0, 1.5, 1.25, 0.25 / 2.75);

    private static final GradientReport REPORT = new GradientReport(
            1234.5,
            1e-7,
            List.of(
                    new Comparison("W", "(5, 3)", 15, 0, 2, List.of(RIGHT), 3e-11, Verdict.PASSED, List.of()),
                    new Comparison(
                            "c", "-", 0, 0, 0, List.of(), Double.POSITIVE_INFINITY, Verdict.EXTRA, List.of("who?")),
                    new Comparison(
                            "x",
                            "4 x (2, 1)",
                            8,
                            2,
                            0,
                            List.of(WRONG, LESS_WRONG, RIGHT),
                            0.5,
                            Verdict.FAILED,
                            List.of("first hint", "second hint"))));

    private static final String TABLE = """
            gradient check FAILED for 2 of 3, tolerance 1.0e-07, loss 1234.50
            name  shape       checked  worst at             claimed     numerical  relative error  whole matrix  verdict
            W     (5, 3)           15  [0, 2]          1.250000e-01  1.250000e-01         2.5e-10       3.0e-11  passed, 2 kinks
            c     -                 0  -                          -             -               -             -  EXTRA
            x     4 x (2, 1)        8  step 3 [1, 0]  -2.000000e+00  1.000000e+00         1.0e+00       5.0e-01  FAILED, 2 wrong
            c: who?
            x: first hint
            x: second hint""";

    @Nested
    class Text {

        @Test
        void isATableInEveryLocale() {
            Locale before = Locale.getDefault();
            try {
                for (Locale locale : List.of(Locale.ROOT, Locale.GERMANY, Locale.forLanguageTag("ar-EG"))) {
                    Locale.setDefault(locale);
                    assertThat(REPORT).hasToString(TABLE);
                }
            } finally {
                Locale.setDefault(before);
            }
        }

        @Test
        void ofARightGradientSaysSo() {
            GradientReport report =
                    new GradientReport(0.5, 1e-4, REPORT.comparisons().subList(0, 1));
            assertThat(report.toString())
                    .startsWith("gradient check passed for all 1, tolerance 1.0e-04, loss 0.500000\n");
        }

        @Test
        void ofTheErrorListsTheWorstEntriesTheWorstGradientFirst() {
            assertThat(catchThrowable(REPORT::assertPassed))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("""
                            gradient check FAILED for 2 of 3
                              c: who?
                              x: first hint
                              x: second hint
                              x step 3 [1, 0]: claimed -2.000000000e+00, numerical 1.000000000e+00, relative error 1.0e+00
                              x step 0 [0, 0]: claimed 1.500000000e+00, numerical 1.250000000e+00, relative error 9.1e-02

                            """ + TABLE);
        }

        @Test
        void ofAnErrorInTheWholeAloneSaysSo() {
            Comparison whole = new Comparison("W", "(5, 3)", 15, 0, 0, List.of(RIGHT), 3e-6, Verdict.FAILED, List.of());
            assertThat(catchThrowable(new GradientReport(1, 1e-7, List.of(whole))::assertPassed)
                            .getMessage())
                    .startsWith("gradient check FAILED for 1 of 1\n"
                            + "  W: no entry alone, but the whole has a relative error of 3.0e-06\n");
        }
    }

    @Nested
    class Message {

        private String message(Comparison... comparisons) {
            return catchThrowable(new GradientReport(1, 0.25, List.of(comparisons))::assertPassed)
                    .getMessage();
        }

        private Comparison failed(String name, double error) {
            Entry entry = new Entry("[0, 0]", -1, -1, 0, 0, 2, 1, error);
            return new Comparison(name, "(1, 1)", 1, 1, 0, List.of(entry), 0.01, Verdict.FAILED, List.of());
        }

        @Test
        void hasTheWorseGradientFirst() {
            assertThat(message(failed("small", 0.5), failed("large", 0.75)))
                    .startsWith("gradient check FAILED for 2 of 2\n  large[0, 0]: ")
                    .contains("\n  small[0, 0]: ");
        }

        @Test
        void doesNotListAnEntryExactlyAtTheTolerance() {
            assertThat(message(failed("W", 0.25)))
                    .startsWith("gradient check FAILED for 1 of 1\n  W: no entry alone, but the whole");
        }

        @Test
        void listsNothingOfAGradientThatPassed() {
            Comparison passed =
                    new Comparison("ok", "(1, 1)", 1, 0, 0, List.of(RIGHT), 0, Verdict.PASSED, List.of("unresolved"));
            assertThat(message(passed, failed("W", 0.5)))
                    .startsWith("gradient check FAILED for 1 of 2\n  W[0, 0]: ")
                    .doesNotContain("  ok: unresolved");
        }
    }

    @Nested
    class Access {

        @Test
        void byName() {
            assertThat(REPORT.of("x").wrong()).isEqualTo(2);
            assertThat(REPORT.passed()).isFalse();
            assertThat(REPORT.of("W").passed()).isTrue();
            assertThat(REPORT.of("c").passed()).isFalse();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> REPORT.of("V"))
                    .withMessage("GradientReport.of: name must be one of [W, c, x] but was V");
        }

        @Test
        void theListsAreCopies() {
            List<Comparison> comparisons = new ArrayList<>(REPORT.comparisons());
            GradientReport report = new GradientReport(1, 1e-7, comparisons);
            comparisons.clear();
            assertThat(report.comparisons()).hasSize(3);
        }

        @Test
        void aListThatIsNullIsRefused() {
            refused(() -> new GradientReport(1, 1, null), "GradientReport: comparisons must be present but was null");
            refused(
                    () -> new GradientReport(1, 1, List.of()),
                    "GradientReport: comparisons must be at least one but was empty");
            refused(
                    () -> new Comparison("W", "", 0, 0, 0, null, 0, Verdict.PASSED, List.of()),
                    "GradientReport.Comparison: worst must be present but was null");
            refused(
                    () -> new Comparison("W", "", 0, 0, 0, List.of(), 0, Verdict.PASSED, null),
                    "GradientReport.Comparison: hints must be present but was null");
        }
    }

    /** Every message of GradientCheck and NamedValues in full. */
    @Nested
    class Refusals {

        private final Matrix W = draw(31, 4, 3);
        private final List<Matrix> x = List.of(draw(32, 2, 5), draw(33, 2, 5));

        private GradientCheck check() {
            return GradientCheck.of(v -> cubic(v.get("W"))).with("W", W, cubicGradient(W));
        }

        @Test
        void ofALoss() {
            refused(() -> GradientCheck.of(null), "GradientCheck.of: loss must be present but was null");
            refused(() -> GradientCheck.inPlace(null), "GradientCheck.inPlace: loss must be present but was null");
            refused(
                    () -> GradientCheck.of(v -> Double.NaN).with("W", W, W).run(),
                    "GradientCheck.run: loss must be finite but was NaN");
        }

        @Test
        void ofALossThatIsNotTheSameTwice() {
            double[] calls = {0};
            refused(
                    () -> GradientCheck.of(v -> calls[0]++).with("W", W, W).run(),
                    "GradientCheck.run: loss must be the same at every evaluation but was 0.0 and then 1.0"
                            + " (dropout, a new seed, or state kept between calls?)");
            assertThat(calls[0]).isEqualTo(2);
        }

        @Test
        void ofALossThatIsAnotherAfterTheCheck() {
            int[] again = {0};
            refused(
                    () -> GradientCheck.of(v -> again[0]++ < 4 ? 0 : 2)
                            .with("w", Matrix.zeros(1, 1), Matrix.zeros(1, 1))
                            .run(),
                    "GradientCheck.run: loss must be the same after the check as before but was 0.0 and then 2.0"
                            + " (does the loss change its arguments, or keep state?)");
        }

        @Test
        void ofALossThatIsNotFiniteWhereAnEntryIsMoved() {
            double[] v = {1, 0, 2};
            refused(
                    () -> GradientCheck.inPlace(() -> v[0] + Math.sqrt(v[1]))
                            .withArray("v", v, new double[] {1, 0, 0})
                            .run(),
                    "GradientCheck.run: loss with v[1] moved by -1.0e-05 must be finite but was NaN");
            assertThat(v).containsExactly(1, 0, 2);
            double[][][] s = {{{1}}, {{0}}};
            refused(
                    () -> GradientCheck.inPlace(() -> s[1][0][0] > 0 ? Double.POSITIVE_INFINITY : 0)
                            .withArray("s", s, s)
                            .run(),
                    "GradientCheck.run: loss with s step 1 [0, 0] moved by 1.0e-05 must be finite but was Infinity");
            refused(
                    () -> GradientCheck.of(m -> m.get("W") == W ? 0 : Double.NaN)
                            .with("W", W, W)
                            .directions(1, 1)
                            .run(),
                    "GradientCheck.run: loss with W in direction 0 moved by 1.0e-05 must be finite but was NaN");
        }

        @Test
        void ofALossThatIsNotFiniteOnTheOtherSideOfADirection() {
            int[] calls = {0};
            refused(
                    () -> GradientCheck.of(m -> ++calls[0] == 4 ? Double.NaN : 0)
                            .with("W", W, W)
                            .directions(1, 1)
                            .run(),
                    "GradientCheck.run: loss with W in direction 0 moved by -1.0e-05 must be finite but was NaN");
        }

        @Test
        void ofANullNameInEitherMap() {
            Map<String, Matrix> named = new HashMap<>();
            named.put(null, W);
            String message = "GradientCheck.with: name must be present but was null";
            refused(() -> check().with(named, Map.of()), message);
            refused(() -> check().with(Map.of(), named), message);
        }

        @Test
        void ofOneNameOfSeveralAddsNone() {
            Map<String, Matrix> values = new LinkedHashMap<>();
            values.put("V", W);
            values.put("W", W);
            GradientCheck check = check();
            refused(
                    () -> check.with(values, values),
                    "GradientCheck.with: name must be new but was W for the second time");
            values.put("W", null);
            refused(() -> check.with(values, values), "GradientCheck.with: W must be present but was null");
            assertThat(check.run().comparisons()).extracting(Comparison::name).containsExactly("W");
        }

        @Test
        void ofArraysThatAreEmptyOrNullInside() {
            String message = "GradientCheck.withArray: v must be rectangular with at least one entry but was ";
            refused(() -> check().withArray("v", new double[0][], null), message + "empty");
            refused(() -> check().withArray("v", new double[1][][], null), message + "null");
            refused(() -> check().withArray("v", new double[1][], null), message + "null");
            refused(() -> check().withArray("v", new double[][][] {{{1}, {2}}, {{3}}}, null), message + "ragged");
        }

        @Test
        void ofAFirstValueThatIsNotFinite() {
            refused(
                    () -> GradientCheck.of(v -> 0)
                            .with("W", with(W, 0, 0, Double.NaN), W)
                            .run(),
                    "GradientCheck.run: W[0, 0] must be finite but was NaN");
        }

        @Test
        void ofAValueThatIsNotFinite() {
            refused(
                    () -> GradientCheck.of(v -> 0)
                            .with("W", with(W, 2, 1, Double.NaN), W)
                            .run(),
                    "GradientCheck.run: W[2, 1] must be finite but was NaN");
        }

        @Test
        void ofNothingToCheck() {
            refused(
                    () -> GradientCheck.of(v -> 0).run(),
                    "GradientCheck.run: names must be at least one (with, withSteps, withArray) but was none");
        }

        @Test
        void ofNames() {
            refused(
                    () -> check().with("W", W, W),
                    "GradientCheck.with: name must be new but was W for the second time");
            refused(
                    () -> check().withSteps("W", x, x),
                    "GradientCheck.withSteps: name must be new but was W for the second time");
            refused(
                    () -> check().withArray("W", new double[1], new double[1]),
                    "GradientCheck.withArray: name must be new but was W for the second time");
            refused(
                    () -> check().with(Map.of(), Map.of("W", W)),
                    "GradientCheck.with: name must be new but was W for the second time");
            refused(() -> check().with(null, W, W), "GradientCheck.with: name must be present but was null");
            refused(() -> check().withSteps(null, x, x), "GradientCheck.withSteps: name must be present but was null");
            refused(
                    () -> check().withArray(null, new double[1], new double[1]),
                    "GradientCheck.withArray: name must be present but was null");
        }

        @Test
        void ofValues() {
            refused(() -> check().with("b", null, W), "GradientCheck.with: b must be present but was null");
            refused(() -> check().with(null, Map.of()), "GradientCheck.with: values must be present but was null");
            refused(() -> check().with(Map.of(), null), "GradientCheck.with: claimed must be present but was null");
            refused(() -> check().withSteps("x", null, x), "GradientCheck.withSteps: x must be present but was null");
            refused(
                    () -> check().withSteps("x", List.of(), x),
                    "GradientCheck.withSteps: x must be a list of at least one step but was empty");
            refused(
                    () -> check().withSteps("x", List.of(x.get(0), W), x),
                    "GradientCheck.withSteps: x[1] must be (rows, columns) = (2, 5) but was (4, 3)");
            refused(
                    () -> check().withArray("v", new double[0], new double[0]),
                    "GradientCheck.withArray: v must be rectangular with at least one entry but was empty");
            refused(
                    () -> check().withArray("v", (double[]) null, null),
                    "GradientCheck.withArray: v must be rectangular with at least one entry but was null");
            refused(
                    () -> check().withArray("v", new double[][] {{1}, {2, 3}}, null),
                    "GradientCheck.withArray: v must be rectangular with at least one entry but was ragged");
            refused(
                    () -> check().withArray("v", new double[2][3][0], null),
                    "GradientCheck.withArray: v must be rectangular with at least one entry but was empty");
        }

        @Test
        void ofAMatrixThatTheLossCannotSee() {
            refused(
                    () -> GradientCheck.inPlace(() -> 0).with("W", W, W),
                    "GradientCheck.with: W must be an array that the loss reads by itself (withArray) but was a"
                            + " Matrix");
            refused(
                    () -> GradientCheck.inPlace(() -> 0).withSteps("x", x, x),
                    "GradientCheck.withSteps: x must be an array that the loss reads by itself (withArray) but was a"
                            + " Matrix");
        }

        @Test
        void ofOptions() {
            refused(
                    () -> check().tolerance(0),
                    "GradientCheck.tolerance: tolerance must be from 1.0E-15 to below 1 but was 0.0");
            refused(
                    () -> check().tolerance(1),
                    "GradientCheck.tolerance: tolerance must be from 1.0E-15 to below 1 but was 1.0");
            refused(
                    () -> check().step(Double.NaN),
                    "GradientCheck.step: step must be from 1.0E-13 to below 1 but was NaN");
            refused(
                    () -> check().absoluteFloor(-1),
                    "GradientCheck.absoluteFloor: floor must be at least 0 and finite but was -1.0");
            refused(
                    () -> check().absoluteFloor(Double.POSITIVE_INFINITY),
                    "GradientCheck.absoluteFloor: floor must be at least 0 and finite but was Infinity");
            refused(
                    () -> check().absoluteFloor(Double.NaN),
                    "GradientCheck.absoluteFloor: floor must be at least 0 and finite but was NaN");
            refused(() -> check().examples(0), "GradientCheck.examples: m must be at least 1 but was 0");
            refused(() -> check().sample(0, 1), "GradientCheck.sample: entries must be at least 1 but was 0");
            refused(() -> check().directions(0, 1), "GradientCheck.directions: count must be at least 1 but was 0");
            refused(
                    () -> check().sample(3, 1).directions(2, 1),
                    "GradientCheck.directions: sample must be unset but was 3");
            refused(
                    () -> check().directions(2, 1).sample(3, 1),
                    "GradientCheck.sample: directions must be unset but was 2");
        }

        @Test
        void ofNamesThatTheLossAsksFor() {
            refused(
                    () -> GradientCheck.of(v -> cubic(v.get("V")))
                            .with("W", W, W)
                            .run(),
                    "NamedValues.get: name must be one of [W] but was V");
            refused(
                    () -> GradientCheck.of(v -> cubic(v.get("x")))
                            .withSteps("x", x, x)
                            .run(),
                    "NamedValues.get: name must be one of [] but was x, a sequence (steps)");
            refused(
                    () -> GradientCheck.of(v -> cubic(v.steps("W")))
                            .with("W", W, W)
                            .run(),
                    "NamedValues.steps: name must be one of [] but was W, a matrix (get)");
            refused(
                    () -> GradientCheck.of(v -> cubic(v.steps("y")))
                            .withSteps("x", x, x)
                            .run(),
                    "NamedValues.steps: name must be one of [x] but was y");
        }
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
