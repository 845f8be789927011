package io.github.unroll;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forward-mode differentiation of a naive LSTM, exact but for rounding, against backpropagation through time. */
class LstmDualNumbersTest {

    /** Two ways to sum some hundred terms, each right to an ulp or two, relative to the largest entry. */
    private static final double ROUNDING = 1e-13;

    private static final int NY = 2;
    private static final int T = 5;

    private final LstmCase c = LstmCase.random(30, 1, 3, NY, 4, T);

    @Test
    void fromDaAndDcLast() {
        assertGradients(c.backward(), LstmDual.linear(c));
    }

    @ParameterizedTest
    @CsvSource({
        "SOFTMAX_CROSS_ENTROPY, SOFTMAX",
        "SIGMOID_BINARY_CROSS_ENTROPY, SIGMOID",
        "HALF_SQUARED_ERROR, IDENTITY",
        "HALF_SQUARED_ERROR, SIGMOID",
        "HALF_SQUARED_ERROR, SOFTMAX"
    })
    void fromALossAtEveryStep(Loss.Kind kind, Output output) {
        Random random = new Random(31);
        List<Matrix> targets = new ArrayList<>();
        for (int t = 0; t < T; t++) {
            targets.add(Matrix.generate(NY, 4, random::nextDouble));
        }
        LstmGradients d = LstmBptt.backward(new Loss(kind, Reduction.SUM), targets, c.forward(output));
        assertGradients(d, LstmDual.summed(kind, output, targets));
    }

    private void assertGradients(LstmGradients d, LstmDual.ExampleLoss loss) {
        d.parameters()
                .named()
                .forEach((name, gradient) ->
                        Deviation.check(name, gradient, LstmDual.gradient(c, name, 0, loss), ROUNDING));
        List<Matrix> dx = new ArrayList<>();
        for (int t = 0; t < T; t++) {
            dx.add(LstmDual.gradient(c, "x", t, loss));
        }
        Deviation.check("x", d.dx(), dx, ROUNDING);
        Deviation.check("a0", d.da0(), LstmDual.gradient(c, "a0", 0, loss), ROUNDING);
        Deviation.check("c0", d.dc0(), LstmDual.gradient(c, "c0", 0, loss), ROUNDING);
    }
}
