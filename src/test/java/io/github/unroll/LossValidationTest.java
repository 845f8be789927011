package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal of losses and targets, word by word. */
class LossValidationTest {

    private static final Size SIZE = new Size(3, 5, 2, 4, 6);

    private static Problem problem(Output output, Loss.Kind kind) {
        return Problem.draw(new Pair(Activation.TANH, output, kind), Reduction.MEAN, SIZE, 121);
    }

    private final Problem softmax = problem(Output.SOFTMAX, Loss.Kind.SOFTMAX_CROSS_ENTROPY);

    /** Both ways to a loss refuse alike. */
    private static void refused(String message, Loss loss, Targets targets, RnnForward forward) {
        Refused.with("Bptt.backward: " + message, () -> Bptt.backward(loss, targets, forward));
        Refused.with("Loss.value: " + message, () -> loss.value(targets, forward));
    }

    @Nested
    class Losses {

        @Test
        void kindAndReductionMustBeThere() {
            Refused.with("Loss: kind must be present but was null", () -> new Loss(null, Reduction.SUM));
            Refused.with("Loss: reduction must be present but was null", () -> Loss.softmaxCrossEntropy(null));
            Refused.with("Loss: reduction must be present but was null", () -> Loss.halfSquaredError(null));
            Refused.with("Loss: reduction must be present but was null", () -> Loss.sigmoidBinaryCrossEntropy(null));
        }

        @Test
        void argumentsMustBeThere() {
            RnnForward forward = softmax.forward();
            Refused.with(
                    "Bptt.backward: loss must be present but was null",
                    () -> Bptt.backward(null, softmax.everyStep(), forward));
            Refused.with(
                    "Loss.value: targets must be present but was null",
                    () -> softmax.loss().value(null, forward));
            Refused.with(
                    "Bptt.backward: targets must be present but was null",
                    () -> Bptt.backward(softmax.loss(), (Targets) null, forward));
            refused("forward must be present but was null", softmax.loss(), softmax.everyStep(), null);
            Refused.with(
                    "Loss.fits: output must be present but was null",
                    () -> softmax.loss().fits(null));
            Refused.with(
                    "Bptt.backward: targets must be present but was null",
                    () -> Bptt.backward(softmax.loss(), (List<Matrix>) null, forward));
        }

        @Test
        void aCrossEntropyNeedsItsOutput() {
            refused(
                    "loss must be one for the output SIGMOID but was SOFTMAX_CROSS_ENTROPY, which is for SOFTMAX",
                    softmax.loss(),
                    softmax.everyStep(),
                    problem(Output.SIGMOID, Loss.Kind.SIGMOID_BINARY_CROSS_ENTROPY)
                            .forward());
            refused(
                    "loss must be one for the output SOFTMAX but was SIGMOID_BINARY_CROSS_ENTROPY, which is for"
                            + " SIGMOID",
                    Loss.sigmoidBinaryCrossEntropy(Reduction.SUM),
                    softmax.everyStep(),
                    softmax.forward());
            refused(
                    "loss must be one for the output IDENTITY but was SOFTMAX_CROSS_ENTROPY, which is for SOFTMAX",
                    softmax.loss(),
                    softmax.everyStep(),
                    problem(Output.IDENTITY, Loss.Kind.HALF_SQUARED_ERROR).forward());
        }

        @Test
        void theTargetsMustFitThePass() {
            RnnForward forward = softmax.forward();
            refused(
                    "targets must be of T = 6 steps but was 5 steps",
                    softmax.loss(),
                    Targets.everyStep(softmax.target().subList(0, 5)),
                    forward);
            refused(
                    "targets must be (nY, m) = (2, 4) but was (3, 4)",
                    softmax.loss(),
                    Targets.lastStep(Matrix.zeros(3, 4)),
                    forward);
            refused(
                    "targets must be (nY, m) = (2, 4) but was (2, 1)",
                    softmax.loss(),
                    Targets.lastStep(Matrix.zeros(2, 1)),
                    forward);
        }
    }

    @Nested
    class TargetValues {

        /** The targets with one value at step 3, row 1, example 2. */
        private Targets with(Problem problem, double value) {
            double[][] step = problem.target().get(3).toArray();
            step[1][2] = value;
            List<Matrix> target = new ArrayList<>(problem.target());
            target.set(3, Matrix.of(step));
            return Targets.everyStep(target);
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.NaN, -0.25, 1.0000000000000002, Double.POSITIVE_INFINITY})
        void ofACrossEntropyAreFromZeroToOne(double value) {
            Problem sigmoid = problem(Output.SIGMOID, Loss.Kind.SIGMOID_BINARY_CROSS_ENTROPY);
            for (Problem problem : List.of(softmax, sigmoid)) {
                refused(
                        "targets at step 3, (1, 2), must be from 0 to 1 but was " + value,
                        problem.loss(),
                        with(problem, value),
                        problem.forward());
            }
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, -0.0, 0.5, 1})
        void ofACrossEntropyMayBeAnythingBetween(double value) {
            assertThat(softmax.loss().value(with(softmax, value), softmax.forward()))
                    .isFinite();
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
        void ofASquaredErrorAreFinite(double value) {
            for (Output output : Output.values()) {
                Problem problem = problem(output, Loss.Kind.HALF_SQUARED_ERROR);
                refused(
                        "targets at step 3, (1, 2), must be finite but was " + value,
                        problem.loss(),
                        with(problem, value),
                        problem.forward());
            }
        }

        @Test
        void atTheLastStepAreFoundThere() {
            refused(
                    "targets at step 5, (0, 3), must be from 0 to 1 but was NaN",
                    softmax.loss(),
                    Targets.lastStep(Matrix.of(new double[][] {{1, 1, 1, Double.NaN}, {0, 0, 0, 0}})),
                    softmax.forward());
        }

        @Test
        void areLookedAtWhereAnExampleIsLive() {
            RnnForward forward = softmax.forward(6, 6, 3, 6);
            Targets targets = with(softmax, Double.NaN);
            assertThat(softmax.loss().value(targets, forward)).isFinite(); // example 2 is over at step 3
            refused(
                    "targets at step 3, (1, 2), must be from 0 to 1 but was NaN",
                    softmax.loss(),
                    targets,
                    softmax.forward(6, 6, 4, 6));
        }
    }

    @Nested
    class Weights {

        @Test
        void mustHaveTheShape() {
            Refused.with(
                    "Targets.weighted: weights must be (m, T) = (4, 6) but was (6, 4)",
                    () -> softmax.everyStep().weighted(Matrix.zeros(6, 4)));
            Refused.with(
                    "Targets.weighted: weights must be (m, 1) = (4, 1) but was (4, 6)",
                    () -> softmax.lastStep().weighted(Matrix.zeros(4, 6)));
            Refused.with(
                    "Targets.weighted: weights must be (m, T) = (4, 6) but was null",
                    () -> softmax.everyStep().weighted(null));
        }

        @ParameterizedTest
        @ValueSource(doubles = {Double.NaN, -1e-300, Double.POSITIVE_INFINITY})
        void mustBeFiniteAndNotNegative(double weight) {
            double[][] weights = softmax.weights().toArray();
            weights[2][1] = weight;
            Refused.with(
                    "Targets.weighted: weights at (2, 1) must be finite and at least 0 but was " + weight,
                    () -> softmax.everyStep().weighted(Matrix.of(weights)));
        }

        @Test
        void mustNotAllBeZero() {
            String message = "targets must be of a weight above 0 at one live example and step at least but was none";
            Targets none = softmax.everyStep().weighted(Matrix.zeros(4, 6));
            refused(message, softmax.loss(), none, softmax.forward());
            refused(message, Loss.softmaxCrossEntropy(Reduction.SUM), none, softmax.forward());
            refused(message, softmax.loss(), softmax.lastStep().weighted(Matrix.zeros(4, 1)), softmax.forward());
        }

        @Test
        void ofAMeanMustHaveAFiniteSum() {
            Targets large = softmax.everyStep().weighted(Matrix.zeros(4, 6).map(v -> 1e308));
            refused(
                    "weights must be of a finite sum, by which the mean divides, but was Infinity",
                    Loss.softmaxCrossEntropy(Reduction.MEAN),
                    large,
                    softmax.forward());
            assertThat(Loss.softmaxCrossEntropy(Reduction.SUM).value(large, softmax.forward()))
                    .isEqualTo(Double.POSITIVE_INFINITY);
        }

        @Test
        void ofAnyOtherSizeMakeTheSameMeanAndGradients() {
            Loss mean = Loss.softmaxCrossEntropy(Reduction.MEAN);
            Targets one = softmax.everyStep().weighted(Matrix.zeros(4, 6).map(v -> 1));
            for (int exponent : new int[] {-1074, -1000, -400, 1, 400, 1000, 1018}) {
                Targets scaled = softmax.everyStep().weighted(Matrix.zeros(4, 6).map(v -> Math.scalb(1.0, exponent)));
                RnnGradients d = Bptt.backward(mean, scaled, softmax.forward());
                assertThat(d).as("2^%s", exponent).isEqualTo(Bptt.backward(mean, one, softmax.forward()));
                assertThat(mean.value(scaled, softmax.forward())).isEqualTo(d.loss());
            }
        }

        @Test
        void ofAMeanMayBelongToLossesNearTheEndOfTheRange() {
            Loss mean = Loss.halfSquaredError(Reduction.MEAN);
            Targets zero = Targets.lastStep(Matrix.zeros(1, 2));
            for (double y : new double[] {1e80, 1.8e154}) {
                RnnForward forward = constant(y, y);
                for (int exponent : new int[] {-1000, -1, 0, 2, 499, 1000}) {
                    double weight = Math.scalb(1.0, exponent);
                    Targets weighted = zero.weighted(Matrix.ofColumn(weight, weight));
                    assertThat(mean.value(weighted, forward)).isEqualTo(0.5 * (y * y));
                }
                assertThat(mean.value(zero, forward)).isEqualTo(0.5 * (y * y));
            }
        }

        @Test
        void ofNextToNothingMakeAnInfiniteMeanOfAnInfiniteLoss() {
            Targets targets =
                    Targets.lastStep(Matrix.of(new double[][] {{1, 0}})).weighted(Matrix.ofColumn(1e308, 1e-300));
            for (Reduction reduction : Reduction.values()) {
                assertThat(Loss.halfSquaredError(reduction).value(targets, constant(1, 1e200)))
                        .isEqualTo(Double.POSITIVE_INFINITY);
            }
        }

        /** One step that predicts these two numbers. */
        private RnnForward constant(double first, double second) {
            Matrix one = Matrix.ofColumn(1);
            RnnParameters p = new RnnParameters(one, Matrix.zeros(1, 1), one, Matrix.zeros(1, 1), Matrix.zeros(1, 1));
            RnnCell linear = new RnnCell(Activation.IDENTITY, Output.IDENTITY);
            return new RnnSequence(linear)
                    .forward(List.of(Matrix.of(new double[][] {{first, second}})), Matrix.zeros(1, 2), p);
        }

        /** Weights past the end of every example do not count. */
        @Test
        void mustNotAllBeZeroWhereAnExampleIsLive() {
            double[][] weights = new double[4][6];
            weights[1][3] = 1;
            refused(
                    "targets must be of a weight above 0 at one live example and step at least but was none",
                    softmax.loss(),
                    softmax.everyStep().weighted(Matrix.of(weights)),
                    softmax.forward(6, 3, 6, 6));
        }
    }

    @Nested
    class TargetShapes {

        @Test
        void everyStep() {
            String method = "Targets.everyStep: ";
            Refused.with(method + "targets must be present but was null", () -> Targets.everyStep(null));
            Refused.with(
                    method + "targets must be a list of at least one step but was empty",
                    () -> Targets.everyStep(List.of()));
            Refused.with(
                    method + "targets[1] must be present but was null",
                    () -> Targets.everyStep(Arrays.asList(Matrix.zeros(2, 4), null)));
            Refused.with(
                    method + "targets[1] must be (nY, m) = (2, 4) but was (4, 2)",
                    () -> Targets.everyStep(List.of(Matrix.zeros(2, 4), Matrix.zeros(4, 2))));
        }

        @Test
        void lastStep() {
            Refused.with("Targets.lastStep: target must be present but was null", () -> Targets.lastStep(null));
        }
    }
}
