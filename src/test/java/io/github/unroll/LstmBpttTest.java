package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What backpropagation through time must be, whatever its numbers are. Equal means equal bit for bit. */
class LstmBpttTest {

    /** The same sums in another order, relative to the largest entry. */
    private static final double ROUNDING = 1e-14;

    private static final int T = 6;

    private final LstmCase c = LstmCase.random(70, 3, 4, 2, 5, T);

    @Test
    void isTheReversedLoopOverTheCellWithBothCarries() {
        LstmGradients d = c.backward();
        List<LstmCache> caches = c.forward().caches();
        Matrix daCarry = Matrix.zeros(4, 5);
        Matrix dcCarry = c.dcLast();
        LstmParameters sum = null;
        for (int t = T - 1; t >= 0; t--) {
            LstmCellGradients step = LstmCell.backward(c.da().get(t).plus(daCarry), dcCarry, caches.get(t));
            assertThat(d.dx().get(t)).isEqualTo(step.dxt());
            daCarry = step.daPrev();
            dcCarry = step.dcPrev();
            sum = sum == null ? named(step) : plus(sum, named(step));
        }
        assertThat(d.da0()).isEqualTo(daCarry);
        assertThat(d.dc0()).isEqualTo(dcCarry);
        Deviation.check(d.parameters(), sum, ROUNDING);
    }

    @Test
    void withoutDcLastItIsZero() {
        List<LstmCache> caches = c.forward().caches();
        assertThat(LstmBptt.backward(c.da(), caches))
                .isEqualTo(LstmBptt.backward(c.da(), Matrix.zeros(4, 5), caches))
                .isNotEqualTo(c.backward());
    }

    @Test
    void ofAGivenDaHasNoLossAndNoGradientOfTheOutputLayer() {
        LstmGradients d = c.backward();
        assertThat(d.loss()).isNaN();
        assertThat(d.dWy()).isEqualTo(Matrix.zeros(2, 4));
        assertThat(d.dby()).isEqualTo(Matrix.zeros(2, 1));
    }

    @Test
    void theAccessorsAreThoseOfTheParameters() {
        LstmGradients d = LstmBptt.backward(
                Loss.halfSquaredError(Reduction.SUM), Targets.lastStep(Matrix.zeros(2, 5)), c.forward());
        LstmParameters p = d.parameters();
        assertThat(new LstmParameters(
                        d.dWf(), d.dbf(), d.dWi(), d.dbi(), d.dWc(), d.dbc(), d.dWo(), d.dbo(), d.dWy(), d.dby()))
                .isEqualTo(p);
        assertThat(p.named().values()).doesNotHaveDuplicates().allMatch(matrix -> matrix.norm() > 0);
    }

    @Test
    void twoHalvesWithBothGradientsCarriedAreTheWhole() {
        LstmGradients whole = c.backward();
        List<LstmCache> caches = c.forward().caches();
        LstmGradients second = LstmBptt.backward(c.da().subList(2, T), c.dcLast(), caches.subList(2, T));
        List<Matrix> da = new ArrayList<>(c.da().subList(0, 2));
        da.set(1, da.get(1).plus(second.da0()));
        LstmGradients first = LstmBptt.backward(da, second.dc0(), caches.subList(0, 2));

        assertThat(whole.dx().subList(0, 2)).isEqualTo(first.dx());
        assertThat(whole.dx().subList(2, T)).isEqualTo(second.dx());
        assertThat(whole.da0()).isEqualTo(first.da0());
        assertThat(whole.dc0()).isEqualTo(first.dc0());
        Deviation.check(whole.parameters(), plus(first.parameters(), second.parameters()), ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, T})
    void aPrefixOfTheCachesIsAShorterRun(int t) {
        LstmForward shorter = LstmSequence.forward(c.x().subList(0, t), c.a0(), c.c0(), c.parameters());
        List<Matrix> da = c.da().subList(0, t);
        LstmGradients prefix =
                LstmBptt.backward(da, c.dcLast(), c.forward().caches().subList(0, t));
        assertThat(prefix).isEqualTo(LstmBptt.backward(da, c.dcLast(), shorter.caches()));
    }

    @Test
    void anExampleDoesNotDependOnTheOthersAndParametersAddUp() {
        LstmGradients batch = c.backward();
        LstmParameters sum = null;
        for (int j = 0; j < 5; j++) {
            LstmGradients alone = LstmSequenceTest.example(c, j).backward();
            for (int t = 0; t < T; t++) {
                assertThat(batch.dx().get(t).column(j)).isEqualTo(alone.dx().get(t));
            }
            assertThat(batch.da0().column(j)).isEqualTo(alone.da0());
            assertThat(batch.dc0().column(j)).isEqualTo(alone.dc0());
            sum = sum == null ? alone.parameters() : plus(sum, alone.parameters());
        }
        Deviation.check(batch.parameters(), sum, ROUNDING);
    }

    @Test
    void ofZerosIsZeroAndOfTwiceIsTwice() {
        List<LstmCache> caches = c.forward().caches();
        LstmGradients zero = LstmBptt.backward(times(c.da(), 0), c.dcLast().times(0), caches);
        zero.dx().forEach(matrix -> assertThat(matrix.norm()).isZero());
        assertThat(zero.da0().norm()).isZero();
        assertThat(zero.dc0().norm()).isZero();
        zero.parameters()
                .named()
                .values()
                .forEach(matrix -> assertThat(matrix.norm()).isZero());

        LstmGradients twice = LstmBptt.backward(times(c.da(), 2), c.dcLast().times(2), caches);
        assertThat(twice.dx()).isEqualTo(times(c.backward().dx(), 2));
        assertThat(twice.dc0()).isEqualTo(c.backward().dc0().times(2));
        assertThat(twice.dWo()).isEqualTo(c.backward().dWo().times(2));
    }

    @Test
    void daAndDcLastEachReachTheFirstStep() {
        List<LstmCache> caches = c.forward().caches();
        List<Matrix> onlyLast = times(c.da(), 0);
        onlyLast.set(T - 1, c.da().get(T - 1));
        LstmGradients throughA = LstmBptt.backward(onlyLast, c.dcLast().times(0), caches);
        LstmGradients throughC = LstmBptt.backward(times(c.da(), 0), c.dcLast(), caches);
        for (LstmGradients d : List.of(throughA, throughC)) {
            assertThat(d.dx().get(0).norm()).isPositive().isFinite();
            assertThat(d.da0().norm()).isPositive().isFinite();
            assertThat(d.dc0().norm()).isPositive().isFinite();
        }
    }

    @Test
    void argumentsStayAsTheyAreAndASecondPassGivesTheSame() {
        LstmForward forward = c.forward();
        LstmGradients first = LstmBptt.backward(c.da(), c.dcLast(), forward.caches());
        Targets targets = LstmTargetsKind.EVERY_STEP.targets(Loss.Kind.SOFTMAX_CROSS_ENTROPY, 2, 5, T);
        Loss loss = Loss.softmaxCrossEntropy(Reduction.SUM);
        LstmGradients ofLoss = LstmBptt.backward(loss, targets, forward);

        assertThat(LstmBptt.backward(c.da(), c.dcLast(), forward.caches())).isEqualTo(first);
        assertThat(LstmBptt.backward(loss, targets, forward)).isEqualTo(ofLoss);
        LstmSequenceTest.assertSame(forward, c.forward());
        assertThat(c).isEqualTo(LstmCase.random(70, 3, 4, 2, 5, T));
    }

    @Test
    void aListOfTargetsIsATargetOfWeightOneAtEveryStep() {
        List<Matrix> targets = times(c.forward().yPred(), 0.5);
        Loss loss = Loss.halfSquaredError(Reduction.SUM);
        Targets weighted =
                Targets.everyStep(targets).weighted(Matrix.zeros(5, T).map(v -> 1));
        LstmGradients d = LstmBptt.backward(loss, targets, c.forward());
        assertThat(LstmBptt.backward(loss, Targets.everyStep(targets), c.forward()))
                .isEqualTo(d);
        assertThat(LstmBptt.backward(loss, weighted, c.forward())).isEqualTo(d);
    }

    /** What a loss on the predictions sends to the states is {@code Wy'} times its gradient at the logits. */
    @Test
    void fromALossIsFromTheDaThatItSendsThroughTheOutputLayer() {
        LstmForward forward = c.forward(Output.IDENTITY);
        List<Matrix> targets = times(forward.yPred(), -0.3);
        List<Matrix> da = new ArrayList<>();
        for (int t = 0; t < T; t++) {
            Matrix dLogits = forward.yPred().get(t).minus(targets.get(t));
            da.add(c.parameters().Wy().transpose().times(dLogits));
        }
        LstmGradients ofLoss = LstmBptt.backward(Loss.halfSquaredError(Reduction.SUM), targets, forward);
        LstmGradients ofDa = LstmBptt.backward(da, forward.caches());
        Deviation.check("dx", ofLoss.dx(), ofDa.dx(), ROUNDING);
        Deviation.check("da0", ofLoss.da0(), ofDa.da0(), ROUNDING);
        Deviation.check("dc0", ofLoss.dc0(), ofDa.dc0(), ROUNDING);
        Deviation.check("dWf", ofLoss.dWf(), ofDa.dWf(), ROUNDING);
    }

    private static List<Matrix> times(List<Matrix> steps, double factor) {
        List<Matrix> result = new ArrayList<>();
        steps.forEach(step -> result.add(step.times(factor)));
        return result;
    }

    private static LstmParameters named(LstmCellGradients d) {
        Matrix Wy = Matrix.zeros(2, 4);
        Matrix by = Matrix.zeros(2, 1);
        return new LstmParameters(d.dWf(), d.dbf(), d.dWi(), d.dbi(), d.dWc(), d.dbc(), d.dWo(), d.dbo(), Wy, by);
    }

    static LstmParameters plus(LstmParameters a, LstmParameters b) {
        return new LstmParameters(
                a.Wf().plus(b.Wf()),
                a.bf().plus(b.bf()),
                a.Wi().plus(b.Wi()),
                a.bi().plus(b.bi()),
                a.Wc().plus(b.Wc()),
                a.bc().plus(b.bc()),
                a.Wo().plus(b.Wo()),
                a.bo().plus(b.bo()),
                a.Wy().plus(b.Wy()),
                a.by().plus(b.by()));
    }
}
