package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reversed loop in blocks of steps: a batch whose steps make several, against its quarters, whose steps make one. */
class BlocksTest {

    /** Sums over the examples are here sums of four; everything else has the same bits. */
    private static final double OTHER_ORDER = 1e-14;

    private static final int NX = 2;
    private static final int NA = 4;
    private static final int NY = 3;
    private static final int T = 5;
    private static final int M = Block.COLUMNS / 2;
    private static final Loss LOSS = Loss.softmaxCrossEntropy(Reduction.SUM);

    /** Some examples of a batch; weights, lengths or both may be missing. */
    private record Case(
            List<Matrix> x, Matrix a0, Matrix c0, List<Matrix> target, Matrix weights, int[] lengths, boolean last) {

        Case part(int from, int to) {
            return new Case(
                    slice(x, from, to),
                    a0.slice(from, to),
                    c0.slice(from, to),
                    slice(target, from, to),
                    weights == null ? null : weights.transpose().slice(from, to).transpose(),
                    Arrays.copyOfRange(lengths, from, to),
                    last);
        }

        Targets targets() {
            Targets targets = last ? Targets.lastStep(target.get(0)) : Targets.everyStep(target);
            return weights == null ? targets : targets.weighted(weights);
        }

        @Override
        public String toString() {
            return (last ? "last step" : "every step")
                    + (weights == null ? "" : ", weighted")
                    + (Arrays.stream(lengths).allMatch(n -> n == T) ? "" : ", lengths");
        }

        private static List<Matrix> slice(List<Matrix> steps, int from, int to) {
            return steps.stream().map(step -> step.slice(from, to)).toList();
        }
    }

    static Stream<Case> cases() {
        Draw draw = new Draw(31);
        Random random = new Random(32);
        List<Matrix> x = draw.steps(T, NX, M);
        Matrix a0 = draw.matrix(NA, M);
        Matrix c0 = draw.matrix(NA, M);
        List<Matrix> target = draw.targets(Output.SOFTMAX, T, NY, M);
        int[] full = new int[M];
        Arrays.fill(full, T);
        int[] lengths = new Random(33).ints(M, 1, T + 1).toArray();
        List<Case> cases = new ArrayList<>();
        for (int[] given : List.of(full, lengths)) {
            for (boolean last : new boolean[] {false, true}) {
                Matrix weights = Matrix.generate(M, last ? 1 : T, () -> random.nextInt(3) * random.nextDouble());
                cases.add(new Case(x, a0, c0, target, null, given, last));
                cases.add(new Case(x, a0, c0, target, weights, given, last));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anRnnsGradientsAreThoseOfItsParts(Case whole) {
        RnnParameters parameters = new Draw(34).rnn(NX, NA, NY);
        RnnGradients d = rnn(whole, parameters);
        double loss = 0;
        RnnParameters sum = null;
        for (int from = 0; from < M; from += M / 4) {
            RnnGradients part = rnn(whole.part(from, from + M / 4), parameters);
            assertThat(Case.slice(d.dx(), from, from + M / 4)).isEqualTo(part.dx());
            assertThat(d.da0().slice(from, from + M / 4)).isEqualTo(part.da0());
            loss += part.loss();
            sum = sum == null ? part.parameters() : sum.combine(part.parameters(), Matrix::plus);
        }
        Deviation.check(d.parameters(), sum, OTHER_ORDER);
        assertThat(Deviation.of(d.loss(), loss)).isLessThan(OTHER_ORDER);
    }

    private static RnnGradients rnn(Case c, RnnParameters parameters) {
        RnnForward forward = new RnnSequence(new RnnCell()).forward(c.x(), c.a0(), parameters, c.lengths());
        return Bptt.backward(LOSS, c.targets(), forward);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anLstmsGradientsAreThoseOfItsParts(Case whole) {
        LstmParameters parameters = LstmCase.random(35, NX, NA, NY, 1, 1).parameters();
        LstmGradients d = lstm(whole, parameters);
        double loss = 0;
        LstmParameters sum = null;
        for (int from = 0; from < M; from += M / 4) {
            LstmGradients part = lstm(whole.part(from, from + M / 4), parameters);
            assertThat(Case.slice(d.dx(), from, from + M / 4)).isEqualTo(part.dx());
            assertThat(d.da0().slice(from, from + M / 4)).isEqualTo(part.da0());
            assertThat(d.dc0().slice(from, from + M / 4)).isEqualTo(part.dc0());
            loss += part.loss();
            sum = sum == null ? part.parameters() : sum.combine(part.parameters(), Matrix::plus);
        }
        Deviation.check(d.parameters(), sum, OTHER_ORDER);
        assertThat(Deviation.of(d.loss(), loss)).isLessThan(OTHER_ORDER);
    }

    private static LstmGradients lstm(Case c, LstmParameters parameters) {
        LstmForward forward = LstmSequence.forward(c.x(), c.a0(), c.c0(), parameters, Output.SOFTMAX, c.lengths());
        return LstmBptt.backward(LOSS, c.targets(), forward);
    }

    /** A gradient that shares a column with another's memory would change when that one is computed. */
    @Test
    void resultsAreNotOverwrittenByLaterBlocks() {
        Case whole = cases().findFirst().orElseThrow();
        RnnParameters parameters = new Draw(34).rnn(NX, NA, NY);
        RnnGradients d = rnn(whole, parameters);
        assertThat(d.dx().stream()
                        .flatMap(step -> Stream.of(step.values()))
                        .distinct()
                        .count())
                .isEqualTo(T * M);
        assertThat(rnn(whole, parameters)).isEqualTo(d);
    }

    @Test
    void blocksCoverTheStepsFromTheLastToTheFirst() {
        assertThat(Block.reversed(5, M)).containsExactly(new Block(3, 4), new Block(1, 2), new Block(0, 0));
        assertThat(Block.reversed(4, M)).containsExactly(new Block(2, 3), new Block(0, 1));
        assertThat(Block.reversed(2, Block.COLUMNS)).containsExactly(new Block(1, 1), new Block(0, 0));
        assertThat(Block.reversed(2, 3 * Block.COLUMNS)).containsExactly(new Block(1, 1), new Block(0, 0));
        assertThat(Block.reversed(Block.COLUMNS, 1)).containsExactly(new Block(0, Block.COLUMNS - 1));
        assertThat(Block.reversed(Block.COLUMNS + 1, 1)).containsExactly(new Block(1, Block.COLUMNS), new Block(0, 0));
        assertThat(Block.reversed(1, 1)).containsExactly(new Block(0, 0));
    }
}
