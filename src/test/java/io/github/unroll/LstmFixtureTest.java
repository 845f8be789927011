package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers that this project did not compute: the notebook's own cells in NumPy, and a small case with 60 digits. */
class LstmFixtureTest {

    /** NumPy adds up products in another order and has another exp: some ulp of the largest entry after 16 steps. */
    private static final double TOLERANCE = 1e-12;

    /** Correct to 60 digits and rounded once, so that only our own rounding over 5 steps is left. */
    private static final double EXACT = 1e-13;

    private static final String[] PARAMETERS = {"Wf", "bf", "Wi", "bi", "Wc", "bc", "Wo", "bo", "Wy", "by"};

    @AfterAll
    static void printLargest() {
        System.out.print(FixtureComparison.largest("the LSTM"));
    }

    private static FixtureComparison comparison(Fixture fixture, String family, double tolerance, String... inputs) {
        String[] all = Stream.concat(Stream.of(PARAMETERS), Stream.of(inputs)).toArray(String[]::new);
        return new FixtureComparison(fixture, family, tolerance, all);
    }

    /** What the backward pass from da gives: everything but the output layer's gradients, which are zero. */
    private static void compareGradients(FixtureComparison comparison, LstmGradients d) {
        comparison.steps("dx", d.dx()).matrix("da0", d.da0()).matrix("dc0", d.dc0());
        for (String name : List.of("Wf", "bf", "Wi", "bi", "Wc", "bc", "Wo", "bo")) {
            comparison.matrix("d" + name, d.parameters().named().get(name));
        }
        comparison.nothingIsLeft();
        assertThat(d.loss()).isNaN();
        assertThat(d.dWy()).isEqualTo(Matrix.zeros(d.dWy().rows(), d.dWy().columns()));
        assertThat(d.dby()).isEqualTo(Matrix.zeros(d.dby().rows(), 1));
    }

    @Nested
    class Notebook {

        private static final String FAMILY = "notebook-lstm";

        static List<String> files() {
            return FixtureFiles.names("notebook-lstm-");
        }

        @ParameterizedTest
        @MethodSource("files")
        void agreesWithTheNotebook(String name) {
            Fixture fixture = Fixture.load(name);
            switch (name) {
                case "notebook-lstm-cell-forward" -> cellForward(fixture);
                case "notebook-lstm-cell-backward" -> cellBackward(fixture);
                case "notebook-lstm-forward", "notebook-lstm-forward-public" -> forward(fixture);
                case "notebook-lstm-backward" -> backward(fixture);
                default -> throw new AssertionError("nothing compares " + name);
            }
        }

        private LstmStep step(Fixture f) {
            return LstmCell.forward(f.matrix("xt"), f.matrix("a_prev"), f.matrix("c_prev"), f.lstmParameters());
        }

        private void cellForward(Fixture f) {
            LstmStep step = step(f);
            LstmCache cache = step.cache();
            comparison(f, FAMILY, TOLERANCE, "xt", "a_prev", "c_prev")
                    .matrix("a_next", step.aNext())
                    .matrix("c_next", step.cNext())
                    .matrix("yt_pred", step.ytPred())
                    .matrix("ft", cache.ft())
                    .matrix("it", cache.it())
                    .matrix("cct", cache.cct())
                    .matrix("ot", cache.ot())
                    .nothingIsLeft();
            assertThat(cache.aNext()).isEqualTo(step.aNext());
            assertThat(cache.cNext()).isEqualTo(step.cNext());
            assertThat(cache.aPrev()).isEqualTo(f.matrix("a_prev"));
            assertThat(cache.cPrev()).isEqualTo(f.matrix("c_prev"));
            assertThat(cache.xt()).isEqualTo(f.matrix("xt"));
            assertThat(cache.parameters()).isEqualTo(f.lstmParameters());
        }

        private void cellBackward(Fixture f) {
            LstmCellGradients d = LstmCell.backward(f.matrix("da_next"), f.matrix("dc_next"), step(f).cache());
            comparison(f, FAMILY, TOLERANCE, "xt", "a_prev", "c_prev", "da_next", "dc_next")
                    .matrix("dxt", d.dxt())
                    .matrix("da_prev", d.daPrev())
                    .matrix("dc_prev", d.dcPrev())
                    .matrix("dWf", d.dWf())
                    .matrix("dbf", d.dbf())
                    .matrix("dWi", d.dWi())
                    .matrix("dbi", d.dbi())
                    .matrix("dWc", d.dWc())
                    .matrix("dbc", d.dbc())
                    .matrix("dWo", d.dWo())
                    .matrix("dbo", d.dbo())
                    .nothingIsLeft();
        }

        /** From a cell state of zero. */
        private void forward(Fixture f) {
            LstmForward forward = LstmSequence.forward(f.steps("x"), f.matrix("a0"), f.lstmParameters());
            comparison(f, FAMILY, TOLERANCE, "x", "a0")
                    .steps("a", forward.a())
                    .steps("y", forward.yPred())
                    .steps("c", forward.c())
                    .nothingIsLeft();
        }

        /** Seven steps forward and four backward. */
        private void backward(Fixture f) {
            List<Matrix> x = Fixture.load("notebook-lstm-forward").steps("x"); // the same draw, all 7 steps of it
            assertThat(x).hasSize(7).startsWith(f.steps("x").toArray(Matrix[]::new));
            LstmForward forward = LstmSequence.forward(x, f.matrix("a0"), f.lstmParameters());
            LstmGradients d = LstmBptt.backward(f.steps("da"), forward.caches().subList(0, 4));
            FixtureComparison comparison = comparison(f, FAMILY, TOLERANCE, "x", "a0", "da")
                    .steps("a", forward.a().subList(0, 4))
                    .steps("c", forward.c().subList(0, 4));
            compareGradients(comparison, d);
        }
    }

    @Test
    void sixtyDigitsFromACellStateThatIsGiven() {
        Fixture f = Fixture.load("exact-lstm");
        LstmForward forward = LstmSequence.forward(f.steps("x"), f.matrix("a0"), f.matrix("c0"), f.lstmParameters());
        LstmGradients d = LstmBptt.backward(f.steps("da"), forward.caches());
        FixtureComparison comparison = comparison(f, "exact-lstm", EXACT, "x", "a0", "c0", "da")
                .steps("a", forward.a())
                .steps("c", forward.c());
        compareGradients(comparison, d);
    }
}
