package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that this project did not compute: the notebook's own cells in NumPy, and a small case with 60 digits. */
class LstmFixturesTest {

    /** NumPy adds up products in another order and has another exp: some ulp of the largest entry after 16 steps. */
    private static final double NOTEBOOK = 1e-12;

    /** Correct to 60 digits and rounded once, so that only our own rounding over 5 steps is left. */
    private static final double EXACT = 1e-13;

    private static final Set<String> COVERED = Set.of(
            "exact-lstm",
            "notebook-lstm-backward",
            "notebook-lstm-cell-backward",
            "notebook-lstm-cell-forward",
            "notebook-lstm-forward",
            "notebook-lstm-forward-public");

    @Test
    void everyLstmFixtureIsCoveredHere() throws IOException, URISyntaxException {
        Path folder = Path.of(Fixture.class.getResource("/fixtures").toURI());
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("lstm") && name.endsWith(".npz"))
                    .forEach(name -> found.add(name.substring(0, name.length() - ".npz".length())));
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(COVERED);
    }

    @Nested
    class Forward {

        @Test
        void theNotebooksCellForward() {
            Fixture f = Fixture.load("notebook-lstm-cell-forward");
            LstmStep step =
                    LstmCell.forward(f.matrix("xt"), f.matrix("a_prev"), f.matrix("c_prev"), f.lstmParameters());
            LstmDeviation.assertWithin(NOTEBOOK, "a_next", step.aNext(), f.matrix("a_next"));
            LstmDeviation.assertWithin(NOTEBOOK, "c_next", step.cNext(), f.matrix("c_next"));
            LstmDeviation.assertWithin(NOTEBOOK, "yt_pred", step.ytPred(), f.matrix("yt_pred"));
        }

        @Test
        void theCacheShowsTheNotebooksGates() {
            Fixture f = Fixture.load("notebook-lstm-cell-forward");
            LstmParameters parameters = f.lstmParameters();
            LstmCache cache = LstmCell.forward(f.matrix("xt"), f.matrix("a_prev"), f.matrix("c_prev"), parameters)
                    .cache();
            LstmDeviation.assertWithin(NOTEBOOK, "ft", cache.ft(), f.matrix("ft"));
            LstmDeviation.assertWithin(NOTEBOOK, "it", cache.it(), f.matrix("it"));
            LstmDeviation.assertWithin(NOTEBOOK, "cct", cache.cct(), f.matrix("cct"));
            LstmDeviation.assertWithin(NOTEBOOK, "ot", cache.ot(), f.matrix("ot"));
            LstmDeviation.assertWithin(NOTEBOOK, "a_next", cache.aNext(), f.matrix("a_next"));
            LstmDeviation.assertWithin(NOTEBOOK, "c_next", cache.cNext(), f.matrix("c_next"));
            assertThat(cache.aPrev()).isEqualTo(f.matrix("a_prev"));
            assertThat(cache.cPrev()).isEqualTo(f.matrix("c_prev"));
            assertThat(cache.xt()).isEqualTo(f.matrix("xt"));
            assertThat(cache.parameters()).isSameAs(parameters);
        }

        @ParameterizedTest
        @ValueSource(strings = {"notebook-lstm-forward", "notebook-lstm-forward-public"})
        void theNotebooksForwardFromACellStateOfZero(String name) {
            Fixture f = Fixture.load(name);
            LstmForward forward = LstmSequence.forward(f.steps("x"), f.matrix("a0"), f.lstmParameters());
            LstmDeviation.assertWithin(NOTEBOOK, "a", forward.a(), f.steps("a"));
            LstmDeviation.assertWithin(NOTEBOOK, "y", forward.yPred(), f.steps("y"));
            LstmDeviation.assertWithin(NOTEBOOK, "c", forward.c(), f.steps("c"));
        }

        @Test
        void sixtyDigitsFromACellStateThatIsGiven() {
            Fixture f = Fixture.load("exact-lstm");
            LstmForward forward = exact(f);
            LstmDeviation.assertWithin(EXACT, "a", forward.a(), f.steps("a"));
            LstmDeviation.assertWithin(EXACT, "c", forward.c(), f.steps("c"));
        }
    }

    @Nested
    class Backward {

        @Test
        void theNotebooksCellBackward() {
            Fixture f = Fixture.load("notebook-lstm-cell-backward");
            LstmStep step =
                    LstmCell.forward(f.matrix("xt"), f.matrix("a_prev"), f.matrix("c_prev"), f.lstmParameters());
            LstmCellGradients d = LstmCell.backward(f.matrix("da_next"), f.matrix("dc_next"), step.cache());
            Map<String, Matrix> named = Names.ordered(
                    "dWf",
                    d.dWf(),
                    "dbf",
                    d.dbf(),
                    "dWi",
                    d.dWi(),
                    "dbi",
                    d.dbi(),
                    "dWc",
                    d.dWc(),
                    "dbc",
                    d.dbc(),
                    "dWo",
                    d.dWo(),
                    "dbo",
                    d.dbo(),
                    "dxt",
                    d.dxt(),
                    "da_prev",
                    d.daPrev(),
                    "dc_prev",
                    d.dcPrev());
            named.forEach((name, matrix) -> LstmDeviation.assertWithin(NOTEBOOK, name, matrix, f.matrix(name)));
        }

        @Test
        void theNotebooksSevenStepsForwardAndFourBackward() {
            Fixture f = Fixture.load("notebook-lstm-backward");
            List<Matrix> x = Fixture.load("notebook-lstm-forward").steps("x"); // the same draw, all 7 steps of it
            assertThat(x).hasSize(7).startsWith(f.steps("x").toArray(Matrix[]::new));
            LstmForward forward = LstmSequence.forward(x, f.matrix("a0"), f.lstmParameters());
            LstmDeviation.assertWithin(NOTEBOOK, "a", forward.a().subList(0, 4), f.steps("a"));
            LstmDeviation.assertWithin(NOTEBOOK, "c", forward.c().subList(0, 4), f.steps("c"));

            LstmGradients d = LstmBptt.backward(f.steps("da"), forward.caches().subList(0, 4));
            assertGradients(NOTEBOOK, d, f);
        }

        @Test
        void sixtyDigitsWithTheGradientAtC0() {
            Fixture f = Fixture.load("exact-lstm");
            assertGradients(EXACT, LstmBptt.backward(f.steps("da"), exact(f).caches()), f);
        }

        private void assertGradients(double tolerance, LstmGradients d, Fixture f) {
            LstmDeviation.assertWithin(tolerance, "dx", d.dx(), f.steps("dx"));
            LstmDeviation.assertWithin(tolerance, "da0", d.da0(), f.matrix("da0"));
            LstmDeviation.assertWithin(tolerance, "dc0", d.dc0(), f.matrix("dc0"));
            for (String name : List.of("Wf", "bf", "Wi", "bi", "Wc", "bc", "Wo", "bo")) {
                Matrix actual = d.parameters().named().get(name);
                LstmDeviation.assertWithin(tolerance, "d" + name, actual, f.matrix("d" + name));
            }
            assertThat(d.loss()).isNaN();
            assertThat(d.dWy()).isEqualTo(Matrix.zeros(d.dWy().rows(), d.dWy().columns()));
            assertThat(d.dby()).isEqualTo(Matrix.zeros(d.dby().rows(), 1));
        }
    }

    private static LstmForward exact(Fixture f) {
        return LstmSequence.forward(f.steps("x"), f.matrix("a0"), f.matrix("c0"), f.lstmParameters());
    }
}
