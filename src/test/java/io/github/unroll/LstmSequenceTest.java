package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a forward pass over a sequence must be, whatever its numbers are. Equal means equal bit for bit. */
class LstmSequenceTest {

    private static final int T = 6;

    private final LstmCase c = LstmCase.random(50, 3, 4, 2, 5, T);

    @Nested
    class Forward {

        @ParameterizedTest
        @EnumSource
        void isTheLoopOverTheCell(Output output) {
            LstmForward forward = c.forward(output);
            Matrix aPrev = c.a0();
            Matrix cPrev = c.c0();
            for (int t = 0; t < T; t++) {
                LstmStep step = LstmCell.forward(c.x().get(t), aPrev, cPrev, c.parameters(), output);
                assertThat(forward.a().get(t)).isEqualTo(step.aNext());
                assertThat(forward.c().get(t)).isEqualTo(step.cNext());
                assertThat(forward.yPred().get(t)).isEqualTo(step.ytPred());
                assertSameCache(forward.caches().get(t), step.cache());
                aPrev = step.aNext();
                cPrev = step.cNext();
            }
        }

        @Test
        void withoutC0StartsFromACellStateOfZeroAndUsesSoftmax() {
            LstmForward expected =
                    LstmSequence.forward(c.x(), c.a0(), Matrix.zeros(4, 5), c.parameters(), Output.SOFTMAX);
            LstmForward forward = LstmSequence.forward(c.x(), c.a0(), c.parameters());
            assertSame(forward, expected);
            assertThat(forward.c()).isNotEqualTo(c.forward().c());
            assertThat(forward.output()).isEqualTo(Output.SOFTMAX);
            assertSame(LstmSequence.forward(c.x(), c.a0(), c.c0(), c.parameters()), c.forward());
        }

        @Test
        void softmaxPredictionsSumToOneAndTheOthersAreMadeFromTheSameLogits() {
            LstmForward softmax = c.forward();
            LstmForward identity = c.forward(Output.IDENTITY);
            LstmForward sigmoid = c.forward(Output.SIGMOID);
            assertThat(identity.yPred()).isEqualTo(softmax.logits()).isEqualTo(sigmoid.logits());
            for (int t = 0; t < T; t++) {
                Matrix logits = identity.yPred().get(t);
                Matrix ones =
                        Matrix.zeros(1, 2).map(v -> 1).times(softmax.yPred().get(t));
                Deviation.check("sum", ones, ones.map(v -> 1), 1e-15);
                Matrix expected = logits.map(z -> 1 / (1 + StrictMath.exp(-z)));
                Deviation.check("sigmoid", sigmoid.yPred().get(t), expected, 1e-15);
            }
        }

        @Test
        void twoHalvesWithBothStatesCarriedAreTheWhole() {
            LstmForward whole = c.forward();
            LstmForward first = LstmSequence.forward(c.x().subList(0, 2), c.a0(), c.c0(), c.parameters());
            LstmForward second = LstmSequence.forward(
                    c.x().subList(2, T), first.a().get(1), first.c().get(1), c.parameters());
            assertThat(joined(first.a(), second.a())).isEqualTo(whole.a());
            assertThat(joined(first.c(), second.c())).isEqualTo(whole.c());
            assertThat(joined(first.yPred(), second.yPred())).isEqualTo(whole.yPred());
        }

        @Test
        void aHalfWithOneStateForgottenIsNot() {
            LstmForward whole = c.forward();
            Matrix a = whole.a().get(1);
            Matrix cell = whole.c().get(1);
            List<Matrix> x = c.x().subList(2, T);
            assertThat(LstmSequence.forward(x, a, c.parameters()).a())
                    .isNotEqualTo(whole.a().subList(2, T));
            assertThat(LstmSequence.forward(x, c.a0(), cell, c.parameters()).a())
                    .isNotEqualTo(whole.a().subList(2, T));
        }

        @Test
        void anExampleDoesNotDependOnTheOthers() {
            LstmForward batch = c.forward();
            for (int j = 0; j < 5; j++) {
                LstmForward alone = example(c, j).forward();
                for (int t = 0; t < T; t++) {
                    assertThat(batch.a().get(t).column(j)).isEqualTo(alone.a().get(t));
                    assertThat(batch.c().get(t).column(j)).isEqualTo(alone.c().get(t));
                    assertThat(batch.yPred().get(t).column(j))
                            .isEqualTo(alone.yPred().get(t));
                }
            }
        }

        @Test
        void thePastIsNotChangedByTheFuture() {
            LstmForward prefix = LstmSequence.forward(c.x().subList(0, 4), c.a0(), c.c0(), c.parameters());
            assertThat(c.forward().a().subList(0, 4)).isEqualTo(prefix.a());
            assertThat(c.forward().c().subList(0, 4)).isEqualTo(prefix.c());
        }
    }

    @Nested
    class StatePropagation {

        private final Matrix otherState = c.a0().map(v -> v + 0.5);

        @Test
        void withAForgetGateThatIsShutOnlyThroughA() {
            LstmParameters p = c.parameters();
            Matrix shut = p.bf().map(v -> -1e4);
            LstmParameters parameters =
                    new LstmParameters(p.Wf(), shut, p.Wi(), p.bi(), p.Wc(), p.bc(), p.Wo(), p.bo(), p.Wy(), p.by());
            Matrix last = last(c.a0(), c.c0(), parameters);
            assertThat(last(c.a0(), otherState, parameters)).isEqualTo(last);
            assertThat(last(otherState, c.c0(), parameters)).isNotEqualTo(last);
        }

        @Test
        void withoutWeightsOnTheStateOnlyThroughC() {
            LstmParameters p = c.parameters();
            LstmParameters parameters = new LstmParameters(
                    blind(p.Wf()),
                    p.bf(),
                    blind(p.Wi()),
                    p.bi(),
                    blind(p.Wc()),
                    p.bc(),
                    blind(p.Wo()),
                    p.bo(),
                    p.Wy(),
                    p.by());
            Matrix last = last(c.a0(), c.c0(), parameters);
            assertThat(last(otherState, c.c0(), parameters)).isEqualTo(last);
            assertThat(last(c.a0(), otherState, parameters)).isNotEqualTo(last);
        }

        @Test
        void theFirstInputReachesTheLastState() {
            List<Matrix> x = new ArrayList<>(c.x());
            x.set(0, x.get(0).map(v -> v + 0.5));
            LstmForward moved = LstmSequence.forward(x, c.a0(), c.c0(), c.parameters());
            assertThat(moved.a().get(T - 1)).isNotEqualTo(c.forward().a().get(T - 1));
        }

        private Matrix last(Matrix a0, Matrix c0, LstmParameters parameters) {
            return LstmSequence.forward(c.x(), a0, c0, parameters).a().get(T - 1);
        }

        /** Zero in the columns that act on a, the first nA. */
        private Matrix blind(Matrix W) {
            double[][] rows = W.toArray();
            for (double[] row : rows) {
                for (int j = 0; j < W.rows(); j++) {
                    row[j] = 0;
                }
            }
            return Matrix.of(rows);
        }
    }

    @Nested
    class Values {

        @Test
        void argumentsStayAsTheyAreAndASecondPassGivesTheSame() {
            LstmCase same = LstmCase.random(50, 3, 4, 2, 5, T);
            LstmForward first = c.forward();
            assertThat(c).isEqualTo(same);
            assertSame(c.forward(), first);
        }

        @Test
        void theListsOfAPassCannotBeChanged() {
            List<Matrix> x = new ArrayList<>(c.x());
            LstmForward forward = LstmSequence.forward(x, c.a0(), c.c0(), c.parameters());
            LstmGradients d = LstmBptt.backward(c.da(), c.dcLast(), forward.caches());
            x.set(0, x.get(1)); // neither the pass nor its caches hold on to the caller's list
            assertThat(LstmBptt.backward(c.da(), c.dcLast(), forward.caches())).isEqualTo(d);
            for (List<?> list :
                    List.of(forward.a(), forward.c(), forward.yPred(), forward.logits(), forward.caches(), d.dx())) {
                assertThat(list).isUnmodifiable();
            }
        }
    }

    /** The case of one example. */
    static LstmCase example(LstmCase c, int j) {
        List<Matrix> x = c.x().stream().map(step -> step.column(j)).toList();
        List<Matrix> da = c.da().stream().map(step -> step.column(j)).toList();
        return new LstmCase(
                x,
                c.a0().column(j),
                c.c0().column(j),
                c.parameters(),
                da,
                c.dcLast().column(j));
    }

    static void assertSame(LstmForward actual, LstmForward expected) {
        assertThat(actual.a()).isEqualTo(expected.a());
        assertThat(actual.c()).isEqualTo(expected.c());
        assertThat(actual.yPred()).isEqualTo(expected.yPred());
        assertThat(actual.logits()).isEqualTo(expected.logits());
        assertThat(actual.caches()).hasSameSizeAs(expected.caches());
        for (int t = 0; t < actual.caches().size(); t++) {
            assertSameCache(actual.caches().get(t), expected.caches().get(t));
        }
    }

    static void assertSameCache(LstmCache actual, LstmCache expected) {
        assertThat(actual).isEqualTo(expected);
    }

    private static List<Matrix> joined(List<Matrix> first, List<Matrix> second) {
        List<Matrix> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
