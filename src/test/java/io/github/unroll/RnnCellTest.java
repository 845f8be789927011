package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One step, by itself. */
class RnnCellTest {

    private static final Pair NOTEBOOK = new Pair(Activation.TANH, Output.SOFTMAX, Loss.Kind.SOFTMAX_CROSS_ENTROPY);

    private final Problem problem = Problem.draw(NOTEBOOK, Reduction.SUM, new Size(3, 5, 2, 4, 1), 31);
    private final Matrix xt = problem.x().get(0);

    private static Matrix number(double value) {
        return Matrix.ofColumn(value);
    }

    private RnnStep step(RnnCell cell) {
        return cell.forward(xt, problem.a0(), problem.parameters());
    }

    @Nested
    class Forward {

        @Test
        void withoutArgumentsItIsTheNotebooksCell() {
            assertThat(new RnnCell().activation()).isEqualTo(Activation.TANH);
            assertThat(new RnnCell().output()).isEqualTo(Output.SOFTMAX);
            assertThat(step(new RnnCell())).isEqualTo(step(problem.cell()));
        }

        @Test
        void theCacheHoldsWhatTheNotebookPutsIntoItsTuple() {
            RnnStep step = step(problem.cell());
            assertThat(step.cache().aNext()).isEqualTo(step.aNext());
            assertThat(step.cache().aPrev()).isEqualTo(problem.a0());
            assertThat(step.cache().xt()).isEqualTo(xt);
            assertThat(step.cache().parameters()).isSameAs(problem.parameters());
            assertThat(step.cache().cell()).isSameAs(problem.cell());
            assertThat(step.cache().mask().m()).isEqualTo(4);
            assertThat(step.cache().mask().count()).isEqualTo(4);
        }

        /** Chosen by hand: z = 2 * 1 + 3 * 0.5 - 4 = -0.5 and, with x = 3, 3.5. */
        @ParameterizedTest
        @EnumSource
        void eachActivationIsItsFormula(Activation activation) {
            RnnParameters p = new RnnParameters(number(2), number(3), number(1), number(-4), number(0));
            Matrix x = Matrix.of(new double[][] {{1, 3}});
            Matrix aPrev = Matrix.of(new double[][] {{0.5, 0.5}});
            Matrix a = new RnnCell(activation, Output.IDENTITY)
                    .forward(x, aPrev, p)
                    .aNext();
            double[][] expected = {
                switch (activation) { // correctly rounded, from 40 digits
                    case TANH -> new double[] {-0.46211715726000974, 0.9981778976111987};
                    case RELU -> new double[] {0, 3.5};
                    case SIGMOID -> new double[] {0.37754066879814546, 0.9706877692486436};
                    case IDENTITY -> new double[] {-0.5, 3.5};
                }
            };
            assertThat(Deviation.of(a, Matrix.of(expected))).isLessThanOrEqualTo(4e-16); // two units in the last place
        }

        /** Columns 800 apart: one maximum over both would leave the second 0/0. */
        @Test
        void softmaxIsTakenColumnByColumn() {
            RnnParameters p = new RnnParameters(
                    number(1), number(0), Matrix.ofColumn(1, 1), number(0), Matrix.ofColumn(0, Math.log(3)));
            Matrix x = Matrix.of(new double[][] {{800, -800}});
            Matrix y = new RnnCell(Activation.IDENTITY, Output.SOFTMAX)
                    .forward(x, Matrix.zeros(1, 2), p)
                    .ytPred();
            Matrix expected = Matrix.of(new double[][] {{0.25, 0.25}, {0.75, 0.75}});
            assertThat(Deviation.of(y, expected)).isLessThan(1e-13); // 800 + log 3 keeps 13 digits of log 3
        }

        @Test
        void nanInOneExampleStaysThere() {
            double[][] x = xt.toArray();
            x[1][2] = Double.NaN;
            RnnStep clean = step(problem.cell());
            RnnStep step = problem.cell().forward(Matrix.of(x), problem.a0(), problem.parameters());
            for (int j = 0; j < 4; j++) {
                if (j == 2) {
                    assertThat(step.aNext().get(0, j)).isNaN();
                    assertThat(step.ytPred().get(0, j)).isNaN();
                } else {
                    assertThat(step.aNext().column(j)).isEqualTo(clean.aNext().column(j));
                    assertThat(step.ytPred().column(j)).isEqualTo(clean.ytPred().column(j));
                }
            }
        }
    }

    @Nested
    class Backward {

        @Test
        void theCachesCellCountsNotTheOneThatIsAsked() {
            RnnCache cache =
                    step(new RnnCell(Activation.SIGMOID, Output.IDENTITY)).cache();
            Matrix da = new Draw(32).matrix(5, 4);
            RnnCellGradients asked = new RnnCell(Activation.TANH, Output.SOFTMAX).backward(da, cache);
            RnnCellGradients own = new RnnCell(Activation.SIGMOID, Output.SOFTMAX).backward(da, cache);
            assertThat(asked).isEqualTo(own);
        }

        @Test
        void theSlopeOfReluIsZeroAtTheKink() {
            RnnParameters p = new RnnParameters(number(1), number(1), number(1), number(0), number(0));
            Matrix x = Matrix.of(new double[][] {{-1, 0, 1}});
            RnnCell cell = new RnnCell(Activation.RELU, Output.IDENTITY);
            RnnStep step = cell.forward(x, Matrix.zeros(1, 3), p);
            RnnCellGradients d = cell.backward(Matrix.of(new double[][] {{7, 7, 7}}), step.cache());
            assertThat(d.dxt()).isEqualTo(Matrix.of(new double[][] {{0, 0, 7}}));
        }

        @ParameterizedTest
        @EnumSource
        void nanInTheStateIsCarriedBackward(Activation activation) {
            RnnParameters p = new RnnParameters(number(1), number(1), number(1), number(0), number(0));
            RnnCell cell = new RnnCell(activation, Output.IDENTITY);
            RnnStep step = cell.forward(number(Double.NaN), number(1), p);
            RnnCellGradients d = cell.backward(number(1), step.cache());
            assertThat(d.dWax().get(0, 0)).isNaN();
            if (activation != Activation.IDENTITY) { // whose slope is 1 everywhere
                assertThat(d.dba().get(0, 0)).isNaN();
            }
        }

        /** In a batch of different lengths a step does nothing to an example that is over, forward or backward. */
        @Test
        void ofAFinishedExampleTheGradientIsPassedOnAsItsStateWas() {
            RnnCache whole = step(problem.cell()).cache();
            List<Mask> masks = Mask.ofLengths(2, 2, 1, 2, 1);
            RnnCache cache =
                    new RnnCache(whole.aNext(), whole.aPrev(), xt, whole.parameters(), whole.cell(), masks.get(1));
            Matrix da = new Draw(34).matrix(5, 4);
            RnnCellGradients d = problem.cell().backward(da, cache);
            RnnCache ofLive = problem.examples(0, 2).forward().caches().get(0);
            RnnCellGradients live = problem.cell().backward(Problem.examples(da, 0, 2), ofLive);
            for (int j : new int[] {1, 3}) {
                assertThat(d.dxt().column(j)).isEqualTo(Matrix.zeros(3, 1));
                assertThat(d.daPrev().column(j)).isEqualTo(da.column(j));
            }
            assertThat(Problem.examples(d.dxt(), 0, 2)).isEqualTo(live.dxt());
            assertThat(Problem.examples(d.daPrev(), 0, 2)).isEqualTo(live.daPrev());
            assertThat(d.dWax()).isEqualTo(live.dWax());
            assertThat(d.dWaa()).isEqualTo(live.dWaa());
            assertThat(d.dba()).isEqualTo(live.dba());
        }

        @Test
        void oneCellServesTwoPassesAtOnce() {
            RnnStep first = step(problem.cell());
            RnnStep second = problem.cell().forward(xt.times(2), problem.a0(), problem.parameters());
            Matrix da = new Draw(33).matrix(5, 4);
            RnnCellGradients before = problem.cell().backward(da, first.cache());
            problem.cell().backward(da, second.cache());
            assertThat(problem.cell().backward(da, first.cache())).isEqualTo(before);
        }
    }
}
