package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that is handed in is changed, nor is a result by what is done afterwards. */
class RnnArgumentsTest {

    private static final Size SIZE = new Size(3, 5, 2, 4, 6);
    private static final int[] LENGTHS = {3, 6, 1, 4};

    static Stream<Pair> pairs() {
        return Pair.all();
    }

    /** Remembers matrices bit by bit, in arrays of its own. */
    private static final class Snapshot {

        private final List<Matrix> matrices = new ArrayList<>();
        private final List<double[][]> copies = new ArrayList<>();
        private final List<List<Matrix>> lists = new ArrayList<>();
        private final List<List<Matrix>> listCopies = new ArrayList<>();

        Snapshot of(Problem problem) {
            of(problem.x()).of(problem.target()).of(problem.a0(), problem.weights());
            return of(problem.parameters().named().values().toArray(Matrix[]::new));
        }

        Snapshot of(RnnForward forward) {
            of(forward.a()).of(forward.yPred()).of(forward.logits());
            forward.caches().forEach(cache -> of(cache.aNext(), cache.aPrev(), cache.xt()));
            return this;
        }

        Snapshot of(RnnGradients d) {
            Problem.named(d).values().forEach(this::of);
            return this;
        }

        Snapshot of(Matrix... more) {
            for (Matrix matrix : more) {
                matrices.add(matrix);
                copies.add(matrix.toArray());
            }
            return this;
        }

        Snapshot of(List<Matrix> steps) {
            lists.add(steps);
            listCopies.add(new ArrayList<>(steps));
            return of(steps.toArray(Matrix[]::new));
        }

        void isUnchanged() {
            for (int i = 0; i < matrices.size(); i++) {
                assertThat(matrices.get(i)).isEqualTo(Matrix.of(copies.get(i)));
            }
            for (int i = 0; i < lists.size(); i++) {
                assertThat(lists.get(i))
                        .usingElementComparator((a, b) -> a == b ? 0 : 1)
                        .isEqualTo(listCopies.get(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aCellLeavesEverythingAsItIs(Pair pair) {
        Problem problem = Problem.draw(pair, Reduction.SUM, SIZE, 61);
        Matrix daNext = new Draw(62).matrix(SIZE.nA(), SIZE.m());
        Snapshot snapshot = new Snapshot().of(problem).of(daNext);
        RnnStep step = problem.cell().forward(problem.x().get(0), problem.a0(), problem.parameters());
        snapshot.of(step.aNext(), step.ytPred(), step.cache().aNext());
        RnnCellGradients d = problem.cell().backward(daNext, step.cache());
        snapshot.of(d.dxt(), d.daPrev(), d.dWax(), d.dWaa(), d.dba());
        assertThat(problem.cell().backward(daNext, step.cache())).isEqualTo(d);
        snapshot.isUnchanged();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aSequenceAndItsBackwardPassLeaveEverythingAsItIs(Pair pair) {
        Problem problem = Problem.draw(pair, Reduction.MEAN, SIZE, 63);
        check(problem, problem.everyStep(), problem.forward());
        check(problem, problem.weighted(), problem.forward());
        check(problem, problem.lastStep(), problem.forward());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aBatchOfDifferentLengthsIsLeftAsItIs(Pair pair) {
        Problem problem = Problem.draw(pair, Reduction.MEAN, SIZE, 64);
        int[] lengths = LENGTHS.clone();
        RnnForward forward = problem.forward(lengths);
        assertThat(lengths).isEqualTo(LENGTHS);
        lengths[0] = 6; // the result keeps none of it
        assertThat(forward.masks().get(5).get(0)).isFalse();
        check(problem, problem.everyStep(), forward);
        check(problem, problem.weighted(), forward);
        check(problem, problem.lastStep(), forward);
    }

    private static void check(Problem problem, Targets targets, RnnForward forward) {
        List<Matrix> da = new ArrayList<>(new Draw(65).steps(SIZE.T(), SIZE.nA(), SIZE.m()));
        Snapshot snapshot = new Snapshot().of(problem).of(forward).of(da);
        RnnGradients ofLoss = Bptt.backward(problem.loss(), targets, forward);
        RnnGradients ofStates = Bptt.backward(da, forward.caches());
        snapshot.of(ofLoss).of(ofStates);
        assertThat(problem.loss().value(targets, forward)).isEqualTo(ofLoss.loss());
        assertThat(Bptt.backward(problem.loss(), targets, forward)).isEqualTo(ofLoss);
        assertThat(Bptt.backward(da, forward.caches())).isEqualTo(ofStates);
        snapshot.isUnchanged();
    }

    @Test
    void listsThatChangeAfterwardsDoNotChangeAResult() {
        Problem drawn = Problem.draw(pairs().findFirst().orElseThrow(), Reduction.SUM, SIZE, 66);
        List<Matrix> x = new ArrayList<>(drawn.x());
        List<Matrix> target = new ArrayList<>(drawn.target());
        RnnForward forward = drawn.sequence().forward(x, drawn.a0(), drawn.parameters());
        Targets targets = Targets.everyStep(target);
        RnnGradients before = Bptt.backward(drawn.loss(), targets, forward);
        x.replaceAll(step -> step.times(2));
        target.clear();
        assertThat(Bptt.backward(drawn.loss(), targets, forward)).isEqualTo(before);
    }

    @Test
    void listsOfAResultAreUnmodifiable() {
        Problem problem = Problem.draw(pairs().findFirst().orElseThrow(), Reduction.SUM, SIZE, 67);
        RnnForward forward = problem.forward();
        RnnGradients d = problem.backward();
        assertThat(forward.a()).isUnmodifiable();
        assertThat(forward.yPred()).isUnmodifiable();
        assertThat(forward.logits()).isUnmodifiable();
        assertThat(forward.caches()).isUnmodifiable();
        assertThat(d.dx()).isUnmodifiable();
        assertThat(d.parameters().named()).isUnmodifiable();
    }

    /** Deliberately the other way round: the snapshot sees one bit. */
    @Test
    void oneChangedBitWouldBeSeen() {
        Matrix matrix = new Draw(68).matrix(3, 4);
        Snapshot snapshot = new Snapshot().of(matrix);
        matrix.values()[2][1] = Math.nextUp(matrix.values()[2][1]);
        assertThat(catchThrowable(snapshot::isUnchanged)).isInstanceOf(AssertionError.class);
    }
}
