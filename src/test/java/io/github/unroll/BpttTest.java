package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of the reversed loop. */
class BpttTest {

    /** Sums over the same terms in another order: some units in the last place of the largest entry. */
    private static final double OTHER_ORDER = 1e-15;

    private static final Pair NOTEBOOK = new Pair(Activation.TANH, Output.SOFTMAX, Loss.Kind.SOFTMAX_CROSS_ENTROPY);
    private static final Size SIZE = new Size(3, 5, 2, 4, 6);

    private final Problem problem = Problem.draw(NOTEBOOK, Reduction.SUM, SIZE, 51);
    private final List<Matrix> da = new Draw(52).steps(SIZE.T(), SIZE.nA(), SIZE.m());

    private static Problem of(Activation activation, Size size) {
        Pair pair = new Pair(activation, Output.IDENTITY, Loss.Kind.HALF_SQUARED_ERROR);
        return Problem.draw(pair, Reduction.SUM, size, 53);
    }

    @ParameterizedTest
    @EnumSource
    void oneStepIsTheCell(Activation activation) {
        Problem one = of(activation, new Size(3, 5, 2, 4, 1));
        List<RnnCache> caches = one.forward().caches();
        RnnGradients d = Bptt.backward(da.subList(0, 1), caches);
        RnnCellGradients step = one.cell().backward(da.get(0), caches.get(0));
        assertThat(d.dx()).containsExactly(step.dxt());
        assertThat(d.da0()).isEqualTo(step.daPrev());
        assertThat(d.dWax()).isEqualTo(step.dWax());
        assertThat(d.dWaa()).isEqualTo(step.dWaa());
        assertThat(d.dba()).isEqualTo(step.dba());
    }

    /** dx and da0 to the last bit; the sums to the rounding of another order, since a cell sums its own examples first. */
    @ParameterizedTest
    @EnumSource
    void isTheLoopOverCells(Activation activation) {
        Problem all = of(activation, SIZE);
        List<RnnCache> caches = all.forward().caches();
        RnnGradients d = Bptt.backward(da, caches);
        Matrix carry = Matrix.zeros(SIZE.nA(), SIZE.m());
        Matrix dWax = Matrix.zeros(SIZE.nA(), SIZE.nX());
        Matrix dWaa = Matrix.zeros(SIZE.nA(), SIZE.nA());
        Matrix dba = Matrix.zeros(SIZE.nA(), 1);
        for (int t = SIZE.T() - 1; t >= 0; t--) {
            RnnCellGradients step = all.cell().backward(da.get(t).plus(carry), caches.get(t));
            assertThat(d.dx().get(t)).isEqualTo(step.dxt());
            carry = step.daPrev();
            dWax = dWax.plus(step.dWax());
            dWaa = dWaa.plus(step.dWaa());
            dba = dba.plus(step.dba());
        }
        assertThat(d.da0()).isEqualTo(carry);
        Deviation.check("dWax", d.dWax(), dWax, OTHER_ORDER);
        Deviation.check("dWaa", d.dWaa(), dWaa, OTHER_ORDER);
        Deviation.check("dba", d.dba(), dba, OTHER_ORDER);
    }

    /** Caches that were made one by one are as good as a sequence's. */
    @Test
    void cachesOfALoopOverCellsHaveTheSameGradients() {
        List<RnnCache> caches = new ArrayList<>();
        Matrix aPrev = problem.a0();
        for (Matrix xt : problem.x()) {
            RnnStep step = problem.cell().forward(xt, aPrev, problem.parameters());
            caches.add(step.cache());
            aPrev = step.aNext();
        }
        assertThat(Bptt.backward(da, caches))
                .isEqualTo(Bptt.backward(da, problem.forward().caches()));
    }

    @Test
    void twoHalvesWithACarriedGradientAreTheWhole() {
        List<RnnCache> caches = problem.forward().caches();
        RnnGradients whole = Bptt.backward(da, caches);
        for (int cut = 1; cut < SIZE.T(); cut++) {
            RnnGradients second = Bptt.backward(da.subList(cut, SIZE.T()), caches.subList(cut, SIZE.T()));
            List<Matrix> carried = new ArrayList<>(da.subList(0, cut));
            carried.set(cut - 1, carried.get(cut - 1).plus(second.da0()));
            RnnGradients first = Bptt.backward(carried, caches.subList(0, cut));
            List<Matrix> dx = new ArrayList<>(first.dx());
            dx.addAll(second.dx());
            assertThat(dx).isEqualTo(whole.dx());
            assertThat(first.da0()).isEqualTo(whole.da0());
            Deviation.check("dWax", first.dWax().plus(second.dWax()), whole.dWax(), OTHER_ORDER);
            Deviation.check("dWaa", first.dWaa().plus(second.dWaa()), whole.dWaa(), OTHER_ORDER);
            Deviation.check("dba", first.dba().plus(second.dba()), whole.dba(), OTHER_ORDER);
        }
    }

    @Test
    void aPrefixOfTheCachesIsTheShorterPass() {
        List<RnnCache> caches = problem.forward().caches();
        for (int t = 1; t <= SIZE.T(); t++) {
            RnnForward shorter =
                    problem.sequence().forward(problem.x().subList(0, t), problem.a0(), problem.parameters());
            assertThat(Bptt.backward(da.subList(0, t), caches.subList(0, t)))
                    .isEqualTo(Bptt.backward(da.subList(0, t), shorter.caches()));
        }
    }

    @Test
    void permutingTheExamplesPermutesTheGradients() {
        int[] order = {2, 0, 3, 1};
        RnnGradients d = problem.backward();
        RnnGradients permuted = problem.examples(order).backward();
        assertThat(permuted.dx()).isEqualTo(Problem.examples(d.dx(), order));
        assertThat(permuted.da0()).isEqualTo(Problem.examples(d.da0(), order));
        Deviation.check(permuted.parameters(), d.parameters(), OTHER_ORDER);
    }

    @Test
    void theGradientOfABatchIsTheSumOverItsExamples() {
        RnnGradients d = problem.backward();
        RnnGradients sum = problem.examples(0).backward();
        for (int j = 0; j < SIZE.m(); j++) {
            RnnGradients alone = problem.examples(j).backward();
            assertThat(alone.dx()).isEqualTo(Problem.examples(d.dx(), j));
            assertThat(alone.da0()).isEqualTo(d.da0().column(j));
            sum = j == 0 ? alone : sum(sum, alone);
        }
        assertThat(Deviation.of(sum.loss(), d.loss())).isLessThan(OTHER_ORDER);
        Deviation.check(sum.parameters(), d.parameters(), OTHER_ORDER);
    }

    private static RnnGradients sum(RnnGradients a, RnnGradients b) {
        RnnParameters sum = new RnnParameters(
                a.dWax().plus(b.dWax()),
                a.dWaa().plus(b.dWaa()),
                a.dWya().plus(b.dWya()),
                a.dba().plus(b.dba()),
                a.dby().plus(b.dby()));
        return new RnnGradients(a.loss() + b.loss(), a.dx(), a.da0(), sum);
    }

    @Test
    void gradientsOfZeroAtTheStatesGiveZero() {
        Matrix none = Matrix.zeros(SIZE.nA(), SIZE.m());
        List<RnnCache> caches = problem.forward().caches();
        RnnGradients d = Bptt.backward(Collections.nCopies(SIZE.T(), none), caches);
        Problem.named(d)
                .forEach((name, matrices) -> matrices.forEach(
                        matrix -> assertThat(matrix.norm()).as(name).isZero()));
    }

    /** One object at every step: adding the carry in place would spoil it for the others. */
    @Test
    void oneGradientSharedByAllStepsIsAsGoodAsCopies() {
        Matrix shared = da.get(0);
        List<Matrix> copies = new ArrayList<>();
        for (int t = 0; t < SIZE.T(); t++) {
            copies.add(Matrix.of(shared.toArray()));
        }
        List<RnnCache> caches = problem.forward().caches();
        assertThat(Bptt.backward(Collections.nCopies(SIZE.T(), shared), caches))
                .isEqualTo(Bptt.backward(copies, caches));
    }

    static Stream<Pair> crossEntropies() {
        return Pair.all().filter(pair -> pair.kind() != Loss.Kind.HALF_SQUARED_ERROR);
    }

    /** The cross-entropies' gradient at the logits is y - target. */
    @ParameterizedTest
    @MethodSource("crossEntropies")
    void startingFromALossIsStartingFromWhatItSendsToTheStates(Pair pair) {
        Problem all = Problem.draw(pair, Reduction.SUM, SIZE, 54);
        RnnForward forward = all.forward();
        List<Matrix> states = new ArrayList<>();
        Matrix dWya = Matrix.zeros(SIZE.nY(), SIZE.nA());
        Matrix dby = Matrix.zeros(SIZE.nY(), 1);
        for (int t = 0; t < SIZE.T(); t++) {
            Matrix dLogits = forward.yPred().get(t).minus(all.target().get(t));
            states.add(all.parameters().Wya().transpose().times(dLogits));
            dWya = dWya.plus(dLogits.times(forward.a().get(t).transpose()));
            dby = dby.plus(dLogits.times(Matrix.zeros(SIZE.m(), 1).map(v -> 1)));
        }
        RnnGradients d = Bptt.backward(all.loss(), all.everyStep(), forward);
        RnnGradients given = Bptt.backward(states, forward.caches());
        assertThat(d.dx()).isEqualTo(given.dx());
        assertThat(d.da0()).isEqualTo(given.da0());
        assertThat(d.dWax()).isEqualTo(given.dWax());
        assertThat(d.dWaa()).isEqualTo(given.dWaa());
        assertThat(d.dba()).isEqualTo(given.dba());
        Deviation.check("dWya", d.dWya(), dWya, OTHER_ORDER);
        Deviation.check("dby", d.dby(), dby, OTHER_ORDER);
    }

    @Test
    void aListOfTargetsMeansATargetAtEveryStep() {
        RnnForward forward = problem.forward();
        assertThat(Bptt.backward(problem.loss(), problem.target(), forward))
                .isEqualTo(Bptt.backward(problem.loss(), problem.everyStep(), forward));
    }
}
