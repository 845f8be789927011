package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loop over time over sequences of different lengths in one batch. */
class RnnLengthsTest {

    private static final Size SIZE = new Size(3, 2, 4, 5, 7);
    private static final int[] LENGTHS = {4, 7, 1, 6, 4};
    private static final Pair NOTEBOOK = new Pair(Activation.TANH, Output.SOFTMAX, Loss.Kind.SOFTMAX_CROSS_ENTROPY);

    static Stream<Pair> pairs() {
        return Pair.all();
    }

    private static Problem problem(Pair pair, Reduction reduction) {
        return Problem.draw(pair, reduction, SIZE, 71);
    }

    @Test
    void theStateAndPredictionPastTheEndAreCopies() {
        RnnForward forward = problem(NOTEBOOK, Reduction.SUM).forward(LENGTHS);
        for (int j = 0; j < SIZE.m(); j++) {
            int last = LENGTHS[j] - 1;
            for (int t = last + 1; t < SIZE.T(); t++) {
                assertThat(forward.a().get(t).column(j))
                        .isEqualTo(forward.a().get(last).column(j));
                assertThat(forward.yPred().get(t).column(j))
                        .isEqualTo(forward.yPred().get(last).column(j));
                assertThat(forward.logits().get(t).column(j))
                        .isEqualTo(forward.logits().get(last).column(j));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void eachExampleHasTheBitsOfRunningAlone(Pair pair) {
        Problem problem = problem(pair, Reduction.SUM);
        RnnForward forward = problem.forward(LENGTHS);
        for (int j = 0; j < SIZE.m(); j++) {
            RnnForward alone = problem.alone(j, LENGTHS[j]).forward();
            assertThat(Problem.examples(forward.a(), j).subList(0, LENGTHS[j])).isEqualTo(alone.a());
            assertThat(Problem.examples(forward.yPred(), j).subList(0, LENGTHS[j]))
                    .isEqualTo(alone.yPred());
        }
    }

    @Test
    void theMasksSayWhichExamplesAreLive() {
        List<Mask> masks = problem(NOTEBOOK, Reduction.SUM).forward(LENGTHS).masks();
        for (int t = 0; t < SIZE.T(); t++) {
            for (int j = 0; j < SIZE.m(); j++) {
                assertThat(masks.get(t).get(j)).isEqualTo(t < LENGTHS[j]);
            }
        }
    }

    @Test
    void fullLengthsAreNoLengths() {
        Problem problem = problem(NOTEBOOK, Reduction.SUM);
        RnnForward full = problem.forward(7, 7, 7, 7, 7);
        assertThat(full).isEqualTo(problem.forward());
        assertThat(Bptt.backward(problem.loss(), problem.weighted(), full))
                .isEqualTo(Bptt.backward(problem.loss(), problem.weighted(), problem.forward()));
    }
}
