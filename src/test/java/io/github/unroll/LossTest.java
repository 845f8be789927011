package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The losses where their textbook formulas break down, and how they are summed and weighted. */
class LossTest {

    /** A few roundings, each of 1.1e-16; every expected value is correctly rounded from 50 digits. */
    private static final double RELATIVE = 6e-16;

    /** A forward pass of one step whose logits are these columns: the state is 1 and its weights are 0. */
    private static RnnForward logits(Output output, double[]... columns) {
        int nY = columns[0].length;
        Matrix x = Matrix.of(columns).transpose(); // (nY, m)
        double[][] identity = new double[nY][nY];
        for (int k = 0; k < nY; k++) {
            identity[k][k] = 1;
        }
        RnnParameters p = new RnnParameters(
                Matrix.of(identity),
                Matrix.zeros(nY, nY),
                Matrix.of(identity),
                Matrix.zeros(nY, 1),
                Matrix.zeros(nY, 1));
        return new RnnSequence(new RnnCell(Activation.IDENTITY, output))
                .forward(List.of(x), Matrix.zeros(nY, columns.length), p);
    }

    private static void check(Loss loss, RnnForward forward, Matrix target, double value, Matrix dLogits) {
        RnnGradients d = Bptt.backward(loss, List.of(target), forward);
        assertThat(Deviation.of(d.loss(), value)).as("loss %s", d.loss()).isLessThanOrEqualTo(RELATIVE);
        assertThat(loss.value(Targets.everyStep(List.of(target)), forward)).isEqualTo(d.loss());
        Deviation.check("dLogits", d.dx().get(0), dLogits, RELATIVE); // x is the logits
    }

    @Test
    void crossEntropiesFitTheirOutputAndTheSquaredErrorAny() {
        Loss squared = Loss.halfSquaredError(Reduction.SUM);
        for (Output output : Output.values()) {
            assertThat(Loss.softmaxCrossEntropy(Reduction.SUM).fits(output)).isEqualTo(output == Output.SOFTMAX);
            assertThat(Loss.sigmoidBinaryCrossEntropy(Reduction.MEAN).fits(output))
                    .isEqualTo(output == Output.SIGMOID);
            assertThat(squared.fits(output)).isTrue();
        }
    }

    @Test
    void targetsPrintTheirSizes() {
        Matrix target = Matrix.zeros(2, 3);
        assertThat(Targets.lastStep(target)).hasToString("Targets (2, 3) at the last step");
        assertThat(Targets.everyStep(List.of(target, target)).weighted(Matrix.zeros(3, 2)))
                .hasToString("Targets (2, 3) at every step, T = 2, weighted");
    }

    @Nested
    class SoftmaxCrossEntropy {

        private final Loss sum = Loss.softmaxCrossEntropy(Reduction.SUM);

        @ParameterizedTest
        @CsvSource({
            // z1, z2, loss for the target (1, 0), y1
            "800, -800, 0, 1", //                       exp(-1600) is 0
            "-800, 800, 1600, 0",
            "800, 800, 0.6931471805599453, 0.5",
            "-800, -800, 0.6931471805599453, 0.5",
            "800, 760, 4.248354255291589e-18, 1", //    exp(-40): 1 - y is 0, the loss is not
            "-760, -800, 4.248354255291589e-18, 1",
            "0, -700, 9.859676543759771e-305, 1",
            "0, 0.5, 0.9740769841801067, 0.3775406687981454",
        })
        void isExactAtAnyLogits(double z1, double z2, double loss, double y1) {
            RnnForward forward = logits(Output.SOFTMAX, new double[] {z1, z2});
            double y2 = y1 == 1 ? StrictMath.exp(z2 - z1) : 1 - y1;
            check(sum, forward, Matrix.ofColumn(1, 0), loss, Matrix.ofColumn(y1 - 1, y2));
        }

        @Test
        void ofEqualLargestLogitsTheFirstLeads() {
            RnnForward forward = logits(Output.SOFTMAX, new double[] {0.5, -0.0625, -0.8125, 0.5});
            double loss = sum.value(Targets.everyStep(List.of(Matrix.ofColumn(1, 0, 0, 0))), forward);
            assertThat(loss).isEqualTo(1.0434269294727334); // correctly rounded; led by the last, one bit more
        }

        @Test
        void aSoftTargetIsAllowed() {
            RnnForward forward = logits(Output.SOFTMAX, new double[] {1, 2, 4});
            // -sum t log y, with log y = z - log(e + e^2 + e^4)
            check(
                    sum,
                    forward,
                    Matrix.ofColumn(0.5, 0.25, 0.25),
                    2.1698460195562856,
                    Matrix.ofColumn(-0.45798993386593395, -0.1358048006154055, 0.5937947344813395));
        }

        /** Then the loss is still the formula's, and its gradient is y sum(target) - target. */
        @Test
        void aTargetNeedNotSumToOne() {
            RnnForward forward = logits(Output.SOFTMAX, new double[] {0, 0});
            check(sum, forward, Matrix.ofColumn(1, 0.5), 1.0397207708399179, Matrix.ofColumn(-0.25, 0.25));
        }
    }

    @Nested
    class BinaryCrossEntropy {

        private final Loss sum = Loss.sigmoidBinaryCrossEntropy(Reduction.SUM);

        @ParameterizedTest
        @CsvSource({
            // z, target, loss, y
            "800, 1, 0, 1",
            "-800, 0, 0, 0",
            "800, 0, 800, 1",
            "-800, 1, 800, 0",
            "40, 1, 4.248354255291589e-18, 1", //    1 - y is 0, the loss is not
            "-40, 0, 4.248354255291589e-18, 4.248354255291589e-18",
            "-40, 1, 40, 4.248354255291589e-18",
            "Infinity, 1, 0, 1",
            "-Infinity, 0, 0, 0",
            "Infinity, 0, Infinity, 1",
            "-Infinity, 1, Infinity, 0",
            "Infinity, 0.5, Infinity, 1",
            "-700, 0, 9.859676543759771e-305, 9.859676543759771e-305",
            "0, 0.25, 0.6931471805599453, 0.5",
            "2, 0.75, 0.6269280110429725, 0.8807970779778824",
        })
        void isExactAtAnyLogit(double z, double target, double loss, double y) {
            RnnForward forward = logits(Output.SIGMOID, new double[] {z});
            check(sum, forward, Matrix.ofColumn(target), loss, Matrix.ofColumn(y - target));
        }

        @Test
        void sumsOverTheOutputs() {
            RnnForward forward = logits(Output.SIGMOID, new double[] {0, 800, -800});
            Matrix d = Matrix.ofColumn(-0.5, 1, 0);
            check(sum, forward, Matrix.ofColumn(1, 0, 0), 800.6931471805599, d);
        }
    }

    @Nested
    class HalfSquaredError {

        private final Loss sum = Loss.halfSquaredError(Reduction.SUM);

        @Test
        void onTheIdentityIsHalfTheSquareAndItsGradientTheError() {
            RnnForward forward = logits(Output.IDENTITY, new double[] {800, -3});
            check(sum, forward, Matrix.ofColumn(798, -7), 10, Matrix.ofColumn(2, 4));
        }

        @Test
        void onASigmoidItsGradientHasTheSlope() {
            RnnForward forward = logits(Output.SIGMOID, new double[] {0, 800});
            check(sum, forward, Matrix.ofColumn(0.25, 5), 8.03125, Matrix.ofColumn(0.0625, 0));
        }

        /** y = (1/4, 3/4), so the error e is (1/4, -1/4) and e.y = -1/8; the gradient is y (e - e.y). */
        @Test
        void onASoftmaxItsGradientHasTheJacobian() {
            RnnForward forward = logits(Output.SOFTMAX, new double[] {0, StrictMath.log(3)});
            RnnGradients d = Bptt.backward(sum, List.of(Matrix.ofColumn(0, 1)), forward);
            assertThat(Deviation.of(d.loss(), 0.0625)).isLessThanOrEqualTo(RELATIVE);
            Deviation.check("dLogits", d.dx().get(0), Matrix.ofColumn(0.09375, -0.09375), RELATIVE);
        }
    }

    @Nested
    class Reductions {

        private final Problem sum = draw(Reduction.SUM);
        private final Problem mean = draw(Reduction.MEAN);

        private Problem draw(Reduction reduction) {
            Pair pair = new Pair(Activation.TANH, Output.SIGMOID, Loss.Kind.SIGMOID_BINARY_CROSS_ENTROPY);
            return Problem.draw(pair, reduction, new Size(3, 5, 2, 4, 6), 81);
        }

        private RnnGradients backward(Problem problem, Targets targets) {
            return Bptt.backward(problem.loss(), targets, problem.forward());
        }

        @Test
        void aMeanIsTheSumOverTheNumberOfExamplesAndSteps() {
            RnnGradients whole = backward(sum, sum.everyStep());
            RnnGradients part = backward(mean, mean.everyStep());
            assertThat(part.loss()).isEqualTo(whole.loss() / 24);
            Matrix dWaa = whole.dWaa().times(1.0 / 24);
            Deviation.check("dWaa", part.dWaa(), dWaa, 1e-15); // rounded before the sum instead of after
        }

        @Test
        void aMeanAtTheLastStepIsOverTheExamples() {
            assertThat(backward(mean, mean.lastStep()).loss())
                    .isEqualTo(backward(sum, sum.lastStep()).loss() / 4);
        }

        @Test
        void aMeanDoesNotDependOnTheScaleOfTheWeights() {
            RnnGradients d = backward(mean, mean.weighted());
            RnnGradients twice =
                    backward(mean, mean.everyStep().weighted(mean.weights().times(2)));
            assertThat(twice).isEqualTo(d); // by a power of two, so to the last bit
        }

        @Test
        void aSumIsProportionalToTheWeights() {
            RnnGradients d = backward(sum, sum.weighted());
            RnnGradients twice =
                    backward(sum, sum.everyStep().weighted(sum.weights().times(2)));
            assertThat(twice.loss()).isEqualTo(2 * d.loss());
            assertThat(twice.dWax()).isEqualTo(d.dWax().times(2));
            assertThat(twice.dx().get(0)).isEqualTo(d.dx().get(0).times(2));
        }

        @Test
        void weightsOfOneAreNoWeights() {
            Matrix ones = Matrix.zeros(4, 6).map(v -> 1);
            assertThat(backward(mean, mean.everyStep().weighted(ones))).isEqualTo(backward(mean, mean.everyStep()));
        }

        @Test
        void theLastWeightsCount() {
            Matrix ones = Matrix.zeros(4, 6).map(v -> 1);
            assertThat(backward(mean, mean.weighted().weighted(ones))).isEqualTo(backward(mean, mean.everyStep()));
        }

        @Test
        void weightAtTheLastStepOnlyIsATargetAtTheLastStepOnly() {
            double[][] weights = new double[4][6];
            for (double[] row : weights) {
                row[5] = 1;
            }
            RnnGradients d = backward(mean, mean.everyStep().weighted(Matrix.of(weights)));
            assertThat(d).isEqualTo(backward(mean, mean.lastStep()));
            Matrix ones = Matrix.zeros(4, 1).map(v -> 1);
            assertThat(backward(mean, mean.lastStep().weighted(ones))).isEqualTo(d);
        }

        @Test
        void aTargetOfWeightZeroIsNotLookedAt() {
            Matrix zero = mean.weights();
            List<Matrix> target = Collections.nCopies(6, Matrix.zeros(2, 4));
            List<Matrix> spoiled = new ArrayList<>();
            for (int t = 0; t < 6; t++) {
                double[][] step = target.get(t).toArray();
                for (int j = 0; j < 4; j++) {
                    step[1][j] = zero.get(j, t) == 0 ? Double.NaN : step[1][j];
                }
                spoiled.add(Matrix.of(step));
            }
            assertThat(spoiled).isNotEqualTo(target);
            assertThat(backward(mean, Targets.everyStep(spoiled).weighted(zero)))
                    .isEqualTo(backward(mean, Targets.everyStep(target).weighted(zero)));
        }
    }
}
