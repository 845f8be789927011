package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten parameters, every x, a0 and c0 against numerical differentiation; a0, c0 and dcLast are never zero. */
class LstmGradientCheckTest {

    private static final PassedChecks CHECKS = new PassedChecks();

    @AfterAll
    static void printLargest() {
        System.out.print(CHECKS.largest("the LSTM"));
    }

    @Nested
    class FromDaAndDcLast {

        @ParameterizedTest
        @CsvSource({
            "3, 4, 2, 5,  1",
            "3, 4, 2, 5,  6",
            "3, 4, 2, 1,  6", // one example
            "1, 4, 2, 3,  5", // one input
            "3, 1, 2, 4,  5", // one hidden unit
            "3, 4, 1, 2,  5", // one output
            "1, 1, 1, 1,  1",
            "1, 1, 1, 1, 50",
            "2, 3, 1, 4, 50"
        })
        void everyGradientMatchesNumericalDifferentiation(int nX, int nA, int nY, int m, int T) {
            LstmCase c = LstmCase.random(10, nX, nA, nY, m, T);
            CHECKS.add(c.checkLinear(c.backward()));
        }

        @Test
        void withoutDcLastItIsTheGradientOfALossOnTheHiddenStatesAlone() {
            LstmCase c = LstmCase.random(11, 3, 4, 2, 5, 6);
            LstmCase zero = new LstmCase(c.x(), c.a0(), c.c0(), c.parameters(), c.da(), Matrix.zeros(4, 5));
            LstmGradients d = LstmBptt.backward(c.da(), c.forward().caches());
            CHECKS.add(zero.checkLinear(d));
            assertThat(c.checkLinear(d).passed()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 4})
        void ofAPrefixItIsTheGradientOfALossOnThePrefix(int t) {
            LstmCase c = LstmCase.random(12, 3, 4, 2, 5, 6);
            LstmCase prefix =
                    new LstmCase(c.x().subList(0, t), c.a0(), c.c0(), c.parameters(), c.da().subList(0, t), c.dcLast());
            LstmGradients d = LstmBptt.backward(
                    prefix.da(), c.dcLast(), c.forward().caches().subList(0, t));
            CHECKS.add(prefix.checkLinear(d));
        }

        @ParameterizedTest
        @MethodSource("io.github.unroll.LstmGradientCheckTest#lengths")
        void withLengthsTheStatesPastTheEndHandTheirGradientsBack(int[] lengths) {
            LstmCase c = LstmCase.random(13, 3, 4, 2, 5, 6);
            CHECKS.add(c.checkLinear(c.backward(lengths), lengths));
        }
    }

    @Nested
    class FromALoss {

        @ParameterizedTest(name = "{0} of {1}, {2}, {3}")
        @MethodSource("io.github.unroll.LstmGradientCheckTest#losses")
        void everyGradientMatchesNumericalDifferentiation(
                Loss.Kind kind, Output output, Reduction reduction, LstmTargetsKind targets) {
            check(LstmCase.random(20, 3, 4, 2, 5, 6), new Loss(kind, reduction), output, targets);
        }

        @ParameterizedTest(name = "{0} of {1}, {2}, {3}, with lengths")
        @MethodSource("io.github.unroll.LstmGradientCheckTest#means")
        void everyGradientMatchesWithLengthsToo(
                Loss.Kind kind, Output output, Reduction reduction, LstmTargetsKind targets) {
            check(LstmCase.random(21, 2, 3, 4, 5, 6), new Loss(kind, reduction), output, targets, 3, 6, 1, 6, 4);
        }

        @ParameterizedTest
        @CsvSource({"EVERY_STEP,  1", "LAST_STEP,  1", "EVERY_STEP, 50", "LAST_STEP, 50", "WEIGHTED_EVERY_STEP, 50"})
        void oneStepAndFifty(LstmTargetsKind targets, int T) {
            Loss loss = Loss.softmaxCrossEntropy(Reduction.MEAN);
            check(LstmCase.random(22, 1, 3, 4, 2, T), loss, Output.SOFTMAX, targets);
        }

        @ParameterizedTest
        @CsvSource({"1, 4, 2, 5", "3, 1, 2, 5", "3, 4, 2, 1", "1, 1, 2, 1"})
        void sizesOfOne(int nX, int nA, int nY, int m) {
            Loss loss = Loss.softmaxCrossEntropy(Reduction.SUM);
            LstmTargetsKind targets = LstmTargetsKind.WEIGHTED_EVERY_STEP;
            check(LstmCase.random(23, nX, nA, nY, m, 6), loss, Output.SOFTMAX, targets);
        }

        @ParameterizedTest
        @MethodSource("io.github.unroll.LstmGradientCheckTest#outputsOfOne")
        void oneOutput(Loss.Kind kind, Output output) {
            Loss loss = new Loss(kind, Reduction.SUM);
            check(LstmCase.random(24, 3, 4, 1, 5, 6), loss, output, LstmTargetsKind.EVERY_STEP);
        }

        private void check(LstmCase c, Loss loss, Output output, LstmTargetsKind kind, int... lengths) {
            int m = c.a0().columns();
            Targets targets = kind.targets(loss.kind(), c.parameters().nY(), m, c.x().size());
            LstmGradients d = LstmBptt.backward(loss, targets, c.forward(output, lengths));
            GradientReport report = c.check(forward -> loss.value(targets, forward), d, output, lengths);
            CHECKS.add(report);
            assertThat(d.loss()).isEqualTo(report.loss()).isPositive();
        }
    }

    static Stream<int[]> lengths() {
        return Stream.of(new int[] {3, 6, 1, 5, 2}, new int[] {4, 3, 1, 2, 3}, new int[] {1, 1, 1, 1, 1});
    }

    static Stream<Arguments> losses() {
        List<Arguments> all = new ArrayList<>();
        for (Loss.Kind kind : Loss.Kind.values()) {
            for (Output output : Output.values()) {
                if (kind.output == null || kind.output == output) {
                    for (LstmTargetsKind targets : LstmTargetsKind.values()) {
                        for (Reduction reduction : Reduction.values()) {
                            all.add(Arguments.of(kind, output, reduction, targets));
                        }
                    }
                }
            }
        }
        return all.stream();
    }

    static Stream<Arguments> means() {
        return losses().filter(arguments -> arguments.get()[2] == Reduction.MEAN);
    }

    static Stream<Arguments> outputsOfOne() {
        return Stream.of(
                Arguments.of(Loss.Kind.SIGMOID_BINARY_CROSS_ENTROPY, Output.SIGMOID),
                Arguments.of(Loss.Kind.HALF_SQUARED_ERROR, Output.SIGMOID),
                Arguments.of(Loss.Kind.HALF_SQUARED_ERROR, Output.IDENTITY));
    }
}
