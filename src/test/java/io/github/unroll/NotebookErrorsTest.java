package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every claim of the README about wrong formulas and values in released editions of the notebook, reproduced. */
class NotebookErrorsTest {

    /** A number printed with twelve significant digits, all of them below 10 here. */
    private static final Offset<Double> TWELVE_DIGITS = within(5.1e-12);

    /** An entry of a printed array: eight decimals. */
    private static final Offset<Double> EIGHT_DECIMALS = within(5.1e-9);

    @Nested
    class RnnCellBackwardOf2018 {

        private final Fixture f = Fixture.load("notebook-rnn-cell-backward");
        private final RnnParameters drawn = f.rnnParameters();
        private final Matrix stale = Fixture.load("notebook-rnn-forward").matrix("ba");

        @Test
        void thePrintedValuesBelongToTheBiasOfTheForwardTestAbove() {
            RnnCellGradients d = backward(withBias(stale));
            assertThat(d.dxt().get(1, 2)).isCloseTo(-0.460564103059, TWELVE_DIGITS);
            assertThat(d.daPrev().get(2, 3)).isCloseTo(0.0842968653807, TWELVE_DIGITS);
            assertThat(d.dWax().get(3, 1)).isCloseTo(0.393081873922, TWELVE_DIGITS);
            assertThat(d.dWaa().get(1, 2)).isCloseTo(-0.28483955787, TWELVE_DIGITS);
            assertThat(d.dba().get(4, 0)).isCloseTo(0.80517166, EIGHT_DECIMALS);
        }

        @Test
        void theBiasThatWasDrawnGivesTheValuesOf2021() {
            RnnCellGradients d = backward(drawn);
            assertThat(d.dxt().get(1, 2)).isCloseTo(-1.3872130506, TWELVE_DIGITS);
            assertThat(d.daPrev().get(2, 3)).isCloseTo(-0.152399493774, TWELVE_DIGITS);
            assertThat(d.dWax().get(3, 1)).isCloseTo(0.410772824935, TWELVE_DIGITS);
            assertThat(d.dWaa().get(1, 2)).isCloseTo(1.15034506685, TWELVE_DIGITS);
            assertThat(d.dba().get(4, 0)).isCloseTo(0.20023491, EIGHT_DECIMALS);
        }

        @Test
        void theCheckPassesTheTrueGradientAndFailsThePrintedOne() {
            check(backward(drawn)).assertPassed();
            GradientReport report = check(backward(withBias(stale)));
            assertThat(report.comparisons()).hasSize(5).noneMatch(GradientReport.Comparison::passed);
        }

        private RnnParameters withBias(Matrix ba) {
            return new RnnParameters(drawn.Wax(), drawn.Waa(), drawn.Wya(), ba, drawn.by());
        }

        private RnnCellGradients backward(RnnParameters parameters) {
            RnnCell cell = new RnnCell();
            RnnStep step = cell.forward(f.matrix("xt"), f.matrix("a_prev"), parameters);
            return cell.backward(f.matrix("da_next"), step.cache());
        }

        /** The loss whose gradient at a_next is da_next. */
        private GradientReport check(RnnCellGradients claimed) {
            RnnCell cell = new RnnCell();
            return GradientCheck.of(v -> {
                        RnnParameters p =
                                new RnnParameters(v.get("Wax"), v.get("Waa"), drawn.Wya(), v.get("ba"), drawn.by());
                        return dot(
                                f.matrix("da_next"),
                                cell.forward(v.get("xt"), v.get("a_prev"), p).aNext());
                    })
                    .with("Wax", drawn.Wax(), claimed.dWax())
                    .with("Waa", drawn.Waa(), claimed.dWaa())
                    .with("ba", drawn.ba(), claimed.dba())
                    .with("xt", f.matrix("xt"), claimed.dxt())
                    .with("a_prev", f.matrix("a_prev"), claimed.daPrev())
                    .run();
        }
    }

    @Nested
    class LstmBackwardOf2018 {

        @Test
        void thePrintedValuesAppearWhenNeitherCarryIsKept() {
            LstmGradients d = notebook(LstmMistake.NEITHER_CARRIED);
            assertDxOfRow1Example2(d, -0.00173313, 0.08287442, -0.30545663, -0.43281115);
            assertThat(d.da0().get(2, 3)).isCloseTo(-0.095911501954, TWELVE_DIGITS);
            assertThat(d.dWf().get(3, 1)).isCloseTo(-0.0698198561274, TWELVE_DIGITS);
            assertThat(d.dWi().get(1, 2)).isCloseTo(0.102371820249, TWELVE_DIGITS);
            assertThat(d.dWc().get(3, 1)).isCloseTo(-0.0624983794927, TWELVE_DIGITS);
            assertThat(d.dWo().get(1, 2)).isCloseTo(0.0484389131444, TWELVE_DIGITS);
            assertThat(d.dbf().get(4, 0)).isCloseTo(-0.0565788, EIGHT_DECIMALS);
        }

        @Test
        void thePrintedDbiDbcDboAreTheSumOfDbfAndTheFirstStepOfTheirOwn() {
            LstmCase c = notebookCase();
            List<Matrix> firstDa = c.da().subList(0, 1);
            List<LstmCache> first = c.forward().caches().subList(0, 1);
            LstmGradients ofFirst = LstmNaive.backward(firstDa, c.dcLast(), first, LstmMistake.NONE);
            double sumOfDbf = notebook(LstmMistake.NEITHER_CARRIED).dbf().get(4, 0);

            assertThat(sumOfDbf + ofFirst.dbi().get(4, 0)).isCloseTo(-0.06997391, EIGHT_DECIMALS);
            assertThat(sumOfDbf + ofFirst.dbc().get(4, 0)).isCloseTo(-0.27441821, EIGHT_DECIMALS);
            assertThat(sumOfDbf + ofFirst.dbo().get(4, 0)).isCloseTo(0.16532821, EIGHT_DECIMALS);
        }

        @Test
        void evenWithoutCarriesDbiDbcDboWouldBeOthers() {
            LstmGradients d = notebook(LstmMistake.NEITHER_CARRIED);
            assertThat(d.dbi().get(4, 0)).isCloseTo(-0.15399065, EIGHT_DECIMALS);
            assertThat(d.dbc().get(4, 0)).isCloseTo(-0.29691142, EIGHT_DECIMALS);
            assertThat(d.dbo().get(4, 0)).isCloseTo(-0.29798344, EIGHT_DECIMALS);
        }

        @Test
        void theLibraryGivesTheValuesOf2021() {
            LstmGradients d = notebookCase().backward();
            assertDxOfRow1Example2(d, 0.00218254, 0.28205375, -0.48292508, -0.43281115);
            assertThat(d.da0().get(2, 3)).isCloseTo(0.312770310257, TWELVE_DIGITS);
            assertThat(d.dWf().get(3, 1)).isCloseTo(-0.0809802310938, TWELVE_DIGITS);
            assertThat(d.dWi().get(1, 2)).isCloseTo(0.40512433093, TWELVE_DIGITS);
            assertThat(d.dWc().get(3, 1)).isCloseTo(-0.0793746735512, TWELVE_DIGITS);
            assertThat(d.dWo().get(1, 2)).isCloseTo(0.038948775763, TWELVE_DIGITS);
            assertThat(d.dbf().get(4, 0)).isCloseTo(-0.15745657, EIGHT_DECIMALS);
            assertThat(d.dbi().get(4, 0)).isCloseTo(-0.50848333, EIGHT_DECIMALS);
            assertThat(d.dbc().get(4, 0)).isCloseTo(-0.42510818, EIGHT_DECIMALS);
            assertThat(d.dbo().get(4, 0)).isCloseTo(-0.17958196, EIGHT_DECIMALS);
        }

        @Test
        void theCheckPassesTheValuesOf2021() {
            notebookCase().checkLinear(notebookCase().backward()).assertPassed();
        }

        @Test
        void theCheckFailsTheValuesOf2018AndNamesTheLostCarry() {
            GradientReport report = notebookCase().checkLinear(notebook(LstmMistake.NEITHER_CARRIED));
            assertThat(report.of("Wf").passed()).isFalse();
            assertThat(report.of("x").hints())
                    .containsExactly("right at the last step only, t = 3, wrong at every step before:"
                            + " the gradient that step 3 hands back to step 2 is lost or wrong (the carry)");
        }

        @Test
        void theCheckFailsTheBiasesOf2018EvenIfBothCarriesAreKept() {
            GradientReport report = notebookCase().checkLinear(notebook(LstmMistake.BIASES_OF_2018));
            assertThat(report.comparisons().stream()
                            .filter(comparison -> !comparison.passed())
                            .map(GradientReport.Comparison::name))
                    .containsExactly("bi", "bc", "bo");
        }
    }

    @Nested
    class LstmCellFormulasOf2018 {

        /** The cell's printed values are right: whoever computed them did not use the formulas printed above them. */
        @ParameterizedTest
        @CsvSource({
            "DZF_OF_2018, Wf, 3, 1, -0.147954838164",
            "DZI_WITHOUT_PARENTHESES, Wi, 1, 2, 1.05749805523",
            "DZC_OF_2018, Wc, 3, 1, 2.30456216369"
        })
        void thePrintedFormulaDoesNotGiveThePrintedValueButTheTrueOneDoes(
                LstmMistake formula, String name, int row, int column, double printed) {
            LstmCase cell = cellCase();
            assertThat(cell.backward().parameters().named().get(name).get(row, column))
                    .isCloseTo(printed, TWELVE_DIGITS);
            assertThat(naive(cell, formula).parameters().named().get(name).get(row, column))
                    .isNotCloseTo(printed, within(0.01));
        }

        @ParameterizedTest
        @CsvSource({"DZF_OF_2018, Wf", "DZI_WITHOUT_PARENTHESES, Wi", "DZC_OF_2018, Wc"})
        void theCheckFailsTheFormulaAndPassesTheTrueOne(LstmMistake formula, String name) {
            LstmCase cell = cellCase();
            assertThat(cell.checkLinear(naive(cell, formula)).of(name).passed()).isFalse();
            cell.checkLinear(naive(cell, LstmMistake.NONE)).assertPassed();
        }

        /** {@code W_f[:n_a, :]} and {@code W_f[n_a:, :]}, where {@code [:, :n_a]} and {@code [:, n_a:]} are meant. */
        @Test
        void theCheckFailsSlicesOfRows() {
            GradientReport report = cellCase().checkLinear(naive(cellCase(), LstmMistake.W_SLICED_BY_ROWS));
            assertThat(report.of("x").passed()).isFalse();
            assertThat(report.of("a0").passed()).isFalse();
            assertThat(report.of("Wf").passed()).isTrue();
        }

        /** One LSTM step as a sequence of one, with the notebook's da_next and dc_next. */
        private LstmCase cellCase() {
            Fixture f = Fixture.load("notebook-lstm-cell-backward");
            return new LstmCase(
                    List.of(f.matrix("xt")),
                    f.matrix("a_prev"),
                    f.matrix("c_prev"),
                    f.lstmParameters(),
                    List.of(f.matrix("da_next")),
                    f.matrix("dc_next"));
        }
    }

    @Nested
    class C0ThatIsAViewOfC {

        /** The values of a question in the course's forum: everything right but what goes through the first c_prev. */
        @Test
        void theForumsValuesAppearWhenTheFirstCachesCPrevIsC1() {
            LstmGradients d = notebook(LstmMistake.C0_IS_C1);
            assertDxOfRow1Example2(d, -0.00424213, 0.28205375, -0.48292508, -0.43281115);
            assertThat(d.da0().get(2, 3)).isCloseTo(0.36036164521813085, TWELVE_DIGITS);
        }

        @Test
        void theCheckFailsOnlyWhatGoesThroughIt() {
            GradientReport report = notebookCase().checkLinear(notebook(LstmMistake.C0_IS_C1));
            assertThat(report.comparisons().stream()
                            .filter(comparison -> !comparison.passed())
                            .map(GradientReport.Comparison::name))
                    .containsExactly("Wf", "bf", "x", "a0");
        }
    }

    @Nested
    class SoftmaxWithTheMaximumOfTheWholeMatrix {

        private final Matrix logits = Matrix.of(new double[][] {{0, 800}, {1, 801}});

        @Test
        void aColumnFarBelowTheMaximumIsZeroDividedByZero() {
            Matrix e = logits.map(z -> Math.exp(z - 801)); // e_x = np.exp(x - np.max(x))
            double sum = e.get(0, 0) + e.get(1, 0); //        e_x.sum(axis=0)
            assertThat(e.get(1, 0) / sum).isNaN();
        }

        @Test
        void theMaximumOfEachColumnGivesBothColumnsTheirPrediction() {
            Matrix identity = Matrix.of(new double[][] {{1, 0}, {0, 1}});
            Matrix zeros = Matrix.zeros(2, 2);
            RnnParameters parameters =
                    new RnnParameters(identity, zeros, identity, Matrix.zeros(2, 1), Matrix.zeros(2, 1));
            RnnCell cell = new RnnCell(Activation.IDENTITY, Output.SOFTMAX);
            Matrix y = cell.forward(logits, zeros, parameters).ytPred();
            assertThat(y.get(1, 0)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-15));
            assertThat(y.column(1)).isEqualTo(y.column(0)); // 800 more in both rows changes nothing
        }
    }

    private static LstmCase notebookCase() {
        Fixture f = Fixture.load("notebook-lstm-backward");
        Matrix zero = Matrix.zeros(5, 10);
        return new LstmCase(f.steps("x"), f.matrix("a0"), zero, f.lstmParameters(), f.steps("da"), zero);
    }

    private static LstmGradients notebook(LstmMistake mistake) {
        return naive(notebookCase(), mistake);
    }

    private static LstmGradients naive(LstmCase c, LstmMistake mistake) {
        return LstmNaive.backward(c.da(), c.dcLast(), c.forward().caches(), mistake);
    }

    private static void assertDxOfRow1Example2(LstmGradients d, double... printed) {
        assertThat(d.dx()).hasSize(printed.length);
        for (int t = 0; t < printed.length; t++) {
            assertThat(d.dx().get(t).get(1, 2)).isCloseTo(printed[t], EIGHT_DECIMALS);
        }
    }

    private static double dot(Matrix a, Matrix b) {
        double[] sum = new double[1];
        a.combine(b, (v, w) -> sum[0] += v * w);
        return sum[0];
    }
}
