package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of the loop over time, forward. */
class RnnSequenceTest {

    private static final Pair NOTEBOOK = new Pair(Activation.TANH, Output.SOFTMAX, Loss.Kind.SOFTMAX_CROSS_ENTROPY);
    private static final Size SIZE = new Size(3, 5, 2, 4, 6);

    private final Problem problem = Problem.draw(NOTEBOOK, Reduction.SUM, SIZE, 41);

    /** Each activation and each output; the losses do not matter here. */
    static Stream<Pair> cells() {
        return Pair.all().filter(pair -> pair.kind() == Loss.Kind.HALF_SQUARED_ERROR);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void oneStepIsTheCell(Pair pair) {
        Problem one = Problem.draw(pair, Reduction.SUM, new Size(3, 5, 2, 4, 1), 42);
        RnnForward forward = one.forward();
        RnnStep step = one.cell().forward(one.x().get(0), one.a0(), one.parameters());
        assertThat(forward.a()).containsExactly(step.aNext());
        assertThat(forward.yPred()).containsExactly(step.ytPred());
        assertThat(forward.caches()).isEqualTo(List.of(step.cache()));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void hasTheBitsOfTheLoopOverCells(Pair pair) {
        Problem all = Problem.draw(pair, Reduction.SUM, SIZE, 43);
        RnnForward forward = all.forward();
        Matrix aPrev = all.a0();
        for (int t = 0; t < SIZE.T(); t++) {
            RnnStep step = all.cell().forward(all.x().get(t), aPrev, all.parameters());
            assertThat(forward.a().get(t)).isEqualTo(step.aNext());
            assertThat(forward.yPred().get(t)).isEqualTo(step.ytPred());
            assertThat(forward.caches().get(t)).isEqualTo(step.cache());
            aPrev = step.aNext();
        }
    }

    @Test
    void twoHalvesWithCarriedStateHaveTheBitsOfTheWhole() {
        RnnForward whole = problem.forward();
        for (int cut = 1; cut < SIZE.T(); cut++) {
            RnnForward first =
                    problem.sequence().forward(problem.x().subList(0, cut), problem.a0(), problem.parameters());
            RnnForward second = problem.sequence()
                    .forward(problem.x().subList(cut, SIZE.T()), first.a().get(cut - 1), problem.parameters());
            assertThat(joined(first.a(), second.a())).isEqualTo(whole.a());
            assertThat(joined(first.yPred(), second.yPred())).isEqualTo(whole.yPred());
            assertThat(joined(first.logits(), second.logits())).isEqualTo(whole.logits());
        }
    }

    private static List<Matrix> joined(List<Matrix> first, List<Matrix> second) {
        List<Matrix> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    @Test
    void permutingTheExamplesPermutesTheResult() {
        int[] order = {2, 0, 3, 1};
        RnnForward forward = problem.forward();
        RnnForward permuted = problem.examples(order).forward();
        assertThat(permuted.a()).isEqualTo(Problem.examples(forward.a(), order));
        assertThat(permuted.yPred()).isEqualTo(Problem.examples(forward.yPred(), order));
    }

    @Test
    void eachExampleIsAsIfItWereAlone() {
        RnnForward forward = problem.forward();
        for (int j = 0; j < SIZE.m(); j++) {
            RnnForward alone = problem.examples(j).forward();
            assertThat(alone.a()).isEqualTo(Problem.examples(forward.a(), j));
            assertThat(alone.yPred()).isEqualTo(Problem.examples(forward.yPred(), j));
        }
    }

    @Test
    void theInitialStateReachesTheLastPrediction() {
        double[][] a0 = problem.a0().toArray();
        a0[3][1] += 0.5;
        RnnForward forward = problem.forward();
        RnnForward moved = problem.sequence().forward(problem.x(), Matrix.of(a0), problem.parameters());
        int last = SIZE.T() - 1;
        assertThat(moved.yPred().get(last).column(1))
                .isNotEqualTo(forward.yPred().get(last).column(1));
        assertThat(moved.yPred().get(last).column(0))
                .isEqualTo(forward.yPred().get(last).column(0));
    }

    @Test
    void anInputReachesItsOwnStepAndAllLaterOnesAndNoneBefore() {
        for (int t = 0; t < SIZE.T(); t++) {
            List<Matrix> x = new ArrayList<>(problem.x());
            x.set(t, x.get(t).times(1.5));
            RnnForward forward = problem.forward();
            RnnForward moved = problem.sequence().forward(x, problem.a0(), problem.parameters());
            for (int s = 0; s < SIZE.T(); s++) {
                boolean same = moved.yPred().get(s).equals(forward.yPred().get(s));
                assertThat(same).as("input %s, prediction %s", t, s).isEqualTo(s < t);
            }
        }
    }

    /** The control of the two before: without recurrent weights nothing is passed on. */
    @Test
    void withoutRecurrentWeightsAStepSeesOnlyItsInput() {
        RnnParameters p = problem.parameters();
        RnnParameters memoryless = new RnnParameters(p.Wax(), Matrix.zeros(5, 5), p.Wya(), p.ba(), p.by());
        RnnForward forward = problem.sequence().forward(problem.x(), problem.a0(), memoryless);
        RnnForward other = problem.sequence().forward(problem.x(), problem.a0().times(3), memoryless);
        assertThat(other.yPred()).isEqualTo(forward.yPred());
    }

    @Test
    void thePredictionIsTheOutputOfTheLogits() {
        RnnForward forward = problem.forward();
        RnnForward identity = new RnnSequence(new RnnCell(Activation.TANH, Output.IDENTITY))
                .forward(problem.x(), problem.a0(), problem.parameters());
        assertThat(identity.yPred()).isEqualTo(forward.logits()).isEqualTo(identity.logits());
        assertThat(forward.yPred()).isNotEqualTo(forward.logits());
    }

    @Test
    void theResultSaysWhichOutputAndMasksItWasMadeWith() {
        RnnForward forward = problem.forward();
        assertThat(forward.output()).isEqualTo(Output.SOFTMAX);
        assertThat(forward.masks())
                .hasSize(SIZE.T())
                .allSatisfy(mask -> assertThat(mask.count()).isEqualTo(SIZE.m()));
        assertThat(problem.sequence().cell()).isSameAs(problem.cell());
        assertThat(problem.sequence()).hasToString("RnnSequence of " + problem.cell());
    }
}
