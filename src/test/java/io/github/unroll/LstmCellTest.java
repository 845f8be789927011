package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One step against the equations as they are written, and against a sequence of one. */
class LstmCellTest {

    /** A sum of seven products and a tanh or exponential, written another way. */
    private static final double ROUNDING = 1e-15;

    private final LstmCase c = LstmCase.random(60, 3, 4, 2, 5, 1);
    private final Matrix xt = c.x().get(0);
    private final LstmParameters p = c.parameters();

    @Nested
    class Forward {

        @Test
        void isEquationsOneToSeven() {
            LstmStep step = LstmCell.forward(xt, c.a0(), c.c0(), p);
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 5; j++) {
                    double f = sigmoid(z(p.Wf(), p.bf(), i, j));
                    double u = sigmoid(z(p.Wi(), p.bi(), i, j));
                    double k = StrictMath.tanh(z(p.Wc(), p.bc(), i, j));
                    double o = sigmoid(z(p.Wo(), p.bo(), i, j));
                    double cell = f * c.c0().get(i, j) + u * k;
                    assertClose(step.cache().ft(), i, j, f);
                    assertClose(step.cache().it(), i, j, u);
                    assertClose(step.cache().cct(), i, j, k);
                    assertClose(step.cache().ot(), i, j, o);
                    assertClose(step.cNext(), i, j, cell);
                    assertClose(step.cache().tanhC(), i, j, StrictMath.tanh(cell));
                    assertClose(step.aNext(), i, j, o * StrictMath.tanh(cell));
                }
            }
            Matrix logits = p.Wy().times(step.aNext());
            for (int j = 0; j < 5; j++) {
                double z0 = logits.get(0, j) + p.by().get(0, 0);
                double z1 = logits.get(1, j) + p.by().get(1, 0);
                assertClose(step.ytPred(), 0, j, sigmoid(z0 - z1)); // softmax of two
                assertClose(step.ytPred(), 1, j, sigmoid(z1 - z0));
            }
        }

        @Test
        void theCacheHoldsWhatWentInAndWhatCameOut() {
            LstmStep step = LstmCell.forward(xt, c.a0(), c.c0(), p, Output.SIGMOID);
            assertThat(step.cache().xt()).isEqualTo(xt);
            assertThat(step.cache().aPrev()).isEqualTo(c.a0());
            assertThat(step.cache().cPrev()).isEqualTo(c.c0());
            assertThat(step.cache().aNext()).isEqualTo(step.aNext());
            assertThat(step.cache().cNext()).isEqualTo(step.cNext());
            assertThat(step.cache().parameters()).isSameAs(p);
            assertThat(step.cache().output()).isEqualTo(Output.SIGMOID);
            assertThat(step.cache().mask().count()).isEqualTo(5);
        }

        /** {@code W [a<t-1>; x<t>] + b}, one entry. */
        private double z(Matrix W, Matrix b, int i, int j) {
            double sum = b.get(i, 0);
            for (int k = 0; k < 4; k++) {
                sum += W.get(i, k) * c.a0().get(k, j);
            }
            for (int k = 0; k < 3; k++) {
                sum += W.get(i, 4 + k) * xt.get(k, j);
            }
            return sum;
        }

        private double sigmoid(double z) {
            return 1 / (1 + StrictMath.exp(-z));
        }

        private void assertClose(Matrix actual, int i, int j, double expected) {
            double scale = Math.max(1, Math.abs(expected));
            assertThat(Math.abs(actual.get(i, j) - expected)).isLessThanOrEqualTo(ROUNDING * scale);
        }
    }

    @Nested
    class Backward {

        @Test
        void matchesNumericalDifferentiation() {
            LstmCellGradients d = backward();
            GradientCheck.of(v -> {
                        LstmStep step = LstmCell.forward(v.get("xt"), v.get("aPrev"), v.get("cPrev"), v.like(p));
                        return dot(c.da().get(0), step.aNext()) + dot(c.dcLast(), step.cNext());
                    })
                    .with(p.named(), named(d).named())
                    .with("xt", xt, d.dxt())
                    .with("aPrev", c.a0(), d.daPrev())
                    .with("cPrev", c.c0(), d.dcPrev())
                    .fivePoints()
                    .run()
                    .assertPassed();
        }

        @Test
        void isASequenceOfOneBitForBit() {
            LstmGradients sequence = c.backward();
            LstmCellGradients d = backward();
            assertThat(sequence.dx()).isEqualTo(List.of(d.dxt()));
            assertThat(sequence.da0()).isEqualTo(d.daPrev());
            assertThat(sequence.dc0()).isEqualTo(d.dcPrev());
            assertThat(sequence.parameters().named()).isEqualTo(named(d).named());
        }

        @ParameterizedTest
        @EnumSource
        void doesNotDependOnTheOutput(Output output) {
            LstmCache cache = LstmCell.forward(xt, c.a0(), c.c0(), p, output).cache();
            assertThat(LstmCell.backward(c.da().get(0), c.dcLast(), cache)).isEqualTo(backward());
        }

        @Test
        void argumentsStayAsTheyAreAndASecondPassGivesTheSame() {
            LstmCache cache = LstmCell.forward(xt, c.a0(), c.c0(), p).cache();
            LstmCellGradients first = LstmCell.backward(c.da().get(0), c.dcLast(), cache);
            assertThat(LstmCell.backward(c.da().get(0), c.dcLast(), cache)).isEqualTo(first);
            assertThat(c).isEqualTo(LstmCase.random(60, 3, 4, 2, 5, 1));
        }

        /** At the last steps of such a batch some examples are over: states were copied, and so are gradients. */
        @Test
        void ofAStepThatAppliesToSomeExamplesIsThatOfASequenceOfThisStep() {
            LstmCase padded = LstmCase.random(61, 3, 4, 2, 5, 3);
            LstmCache cache =
                    padded.forward(Output.SOFTMAX, 3, 1, 2, 3, 1).caches().get(2);
            LstmCellGradients d = LstmCell.backward(padded.da().get(2), padded.dcLast(), cache);
            LstmGradients sequence = LstmBptt.backward(padded.da().subList(2, 3), padded.dcLast(), List.of(cache));
            assertThat(d.dxt()).isEqualTo(sequence.dx().get(0));
            assertThat(d.daPrev()).isEqualTo(sequence.da0());
            assertThat(d.dcPrev()).isEqualTo(sequence.dc0());
            assertThat(d.dWf()).isEqualTo(sequence.dWf());
        }

        private LstmCellGradients backward() {
            LstmCache cache = LstmCell.forward(xt, c.a0(), c.c0(), p).cache();
            return LstmCell.backward(c.da().get(0), c.dcLast(), cache);
        }

        private LstmParameters named(LstmCellGradients d) {
            Matrix Wy = Matrix.zeros(2, 4);
            Matrix by = Matrix.zeros(2, 1);
            return new LstmParameters(d.dWf(), d.dbf(), d.dWi(), d.dbi(), d.dWc(), d.dbc(), d.dWo(), d.dbo(), Wy, by);
        }

        private double dot(Matrix a, Matrix b) {
            double[] sum = new double[1];
            a.combine(b, (v, w) -> sum[0] += v * w);
            return sum[0];
        }
    }
}
