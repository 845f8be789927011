package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.GradientReport.Comparison;
import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of every pair of activation and loss, at everything, against central differences. */
class RnnGradientCheckTest {

    /** Truncation and rounding of the difference leave about nine digits; a mistake leaves none. */
    private static final double TOLERANCE = 1e-7;

    /** Over 50 steps of a linear recurrence a loss bends so much that the check's own 1e-3 would be too long. */
    private static final double STEP = 2e-4;

    /** A ReLU's loss is smooth only near by, so it is measured with a small step, which costs two digits. */
    private static final double SMALL_STEP = 1e-5;

    private static final int SAMPLE = 40;

    private static final PassedChecks CHECKS = new PassedChecks();

    @AfterAll
    static void printLargest() {
        System.out.print(CHECKS.largest("the RNN"));
    }

    static Stream<Pair> pairs() {
        return Pair.all();
    }

    @Test
    void thereAreTwentyPairs() {
        assertThat(pairs().distinct()).hasSize(20);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void oneStep(Pair pair) {
        check(Problem.drawSmooth(pair, Reduction.SUM, new Size(3, 5, 2, 4, 1), 100), Problem::everyStep);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void oneStepOfOneExample(Pair pair) {
        check(Problem.drawSmooth(pair, Reduction.MEAN, new Size(4, 3, 5, 1, 1), 200), Problem::everyStep);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void someStepsOfSomeExamples(Pair pair) {
        check(Problem.drawSmooth(pair, Reduction.MEAN, new Size(3, 5, 2, 4, 7), 300), Problem::everyStep);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void fiftySteps(Pair pair) {
        check(Problem.drawSmooth(pair, Reduction.MEAN, new Size(3, 5, 2, 4, 50), 400), Problem::everyStep);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void fiftyStepsOfOneExampleSummed(Pair pair) {
        check(Problem.drawSmooth(pair, Reduction.SUM, new Size(2, 4, 3, 1, 50), 500), Problem::everyStep);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void fiftyStepsWithTheLossAtTheLast(Pair pair) {
        check(Problem.drawSmooth(pair, Reduction.SUM, new Size(3, 5, 4, 2, 50), 600), Problem::lastStep);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void lossAtTheLastStepOnly(Pair pair) {
        check(Problem.drawSmooth(pair, Reduction.MEAN, new Size(4, 3, 2, 5, 6), 700), Problem::lastStep);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void weightedSum(Pair pair) {
        check(Problem.drawSmooth(pair, Reduction.SUM, new Size(2, 4, 3, 5, 6), 800), Problem::weighted);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void weightedMean(Pair pair) {
        check(Problem.drawSmooth(pair, Reduction.MEAN, new Size(4, 2, 5, 3, 6), 900), Problem::weighted);
    }

    static Stream<Arguments> pairsAndASizeOfOne() {
        Size[] sizes = {
            new Size(1, 4, 3, 2, 5), new Size(3, 1, 2, 4, 5), new Size(3, 4, 1, 2, 5), new Size(1, 1, 1, 1, 1)
        };
        return pairs().flatMap(pair -> Arrays.stream(sizes).map(size -> Arguments.of(pair, size)));
    }

    @ParameterizedTest
    @MethodSource("pairsAndASizeOfOne")
    void sizesOfOne(Pair pair, Size size) {
        check(Problem.drawSmooth(pair, Reduction.SUM, size, 1000), Problem::everyStep);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void lengthsWithTheLossAtEveryStep(Pair pair) {
        Problem problem = Problem.drawSmooth(pair, Reduction.SUM, new Size(3, 5, 2, 4, 6), 1100);
        check(problem, Problem::everyStep, 2, 6, 1, 5);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void lengthsWithTheLossAtTheLastStep(Pair pair) {
        Problem problem = Problem.drawSmooth(pair, Reduction.MEAN, new Size(3, 2, 5, 4, 7), 1200);
        check(problem, Problem::lastStep, 6, 3, 1, 5);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void lengthsWithAWeightedLoss(Pair pair) {
        Problem problem = Problem.drawSmooth(pair, Reduction.MEAN, new Size(2, 3, 4, 5, 6), 1300);
        check(problem, Problem::weighted, 4, 6, 1, 5, 6);
    }

    private static RnnForward forward(Problem problem, int... lengths) {
        return lengths.length == 0 ? problem.forward() : problem.forward(lengths);
    }

    private static void check(Problem problem, Function<Problem, Targets> toTargets, int... lengths) {
        Targets targets = toTargets.apply(problem);
        RnnGradients d = Bptt.backward(problem.loss(), targets, forward(problem, lengths));
        GradientCheck check = GradientCheck.of(values -> problem.loss()
                        .value(
                                targets,
                                forward(
                                        problem.with(
                                                values.steps("x"), values.get("a0"), values.like(problem.parameters())),
                                        lengths)))
                .withSteps("x", problem.x(), d.dx())
                .with("a0", problem.a0(), d.da0())
                .with(problem.parameters().named(), d.parameters().named())
                .sample(SAMPLE, 1)
                .tolerance(TOLERANCE);
        boolean kinks = problem.cell().activation() == Activation.RELU;
        GradientReport report =
                (kinks ? check.step(SMALL_STEP) : check.fivePoints().step(STEP)).run();
        CHECKS.add(report);
        assertThat(report.comparisons()).hasSize(7);
        for (Comparison comparison : report.comparisons()) {
            assertThat(comparison.kinks()).as("kinks of %s", comparison.name()).isZero();
        }
    }
}
