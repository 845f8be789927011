package io.github.unroll.examples;

import io.github.unroll.Activation;
import io.github.unroll.Bptt;
import io.github.unroll.GradientCheck;
import io.github.unroll.GradientReport;
import io.github.unroll.Loss;
import io.github.unroll.Matrix;
import io.github.unroll.Output;
import io.github.unroll.Reduction;
import io.github.unroll.RnnCell;
import io.github.unroll.RnnForward;
import io.github.unroll.RnnGradients;
import io.github.unroll.RnnParameters;
import io.github.unroll.RnnSequence;
import io.github.unroll.RnnStep;
import io.github.unroll.Targets;
import io.github.unroll.io.NpyArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The first thing to run: a vanilla RNN reproduces the course notebook's printed numbers, passes a gradient check, and learns
 * to add binary numbers, reproducing the published log of that exercise; then it adds numbers that it was never shown.
 */
public final class BinaryAddition {

    /** What the notebook prints for its first cell, {@code a_next[4]} and {@code yt_pred[1]}. */
    private static final double[] PUBLISHED_A_NEXT = {
        0.59584544,
        0.18141802,
        0.61311866,
        0.99808218,
        0.85016201,
        0.99980978,
        -0.18887155,
        0.99815551,
        0.6531151,
        0.82872037
    };

    private static final double[] PUBLISHED_YT_PRED = {
        0.9888161,
        0.01682021,
        0.21140899,
        0.36817467,
        0.98988387,
        0.88945212,
        0.36920224,
        0.9966312,
        0.9982559,
        0.17746526
    };

    /** What the exercise prints at every 1,000th update: the sum over the bits of |target - prediction|. */
    private static final double[] PUBLISHED_ERROR = {
        3.45638663,
        3.63389116,
        3.91366595,
        3.72191702,
        3.5852713,
        2.53352328,
        0.57691441,
        1.42589952,
        0.47477457,
        0.21595037
    };

    private static final int BITS = 8;
    private static final double RATE = 0.1;

    private BinaryAddition() {}

    /**
     * Runs the three parts.
     *
     * @param args none
     * @throws IOException if the inputs cannot be read
     */
    public static void main(String[] args) throws IOException {
        notebookCell();
        gradientCheck();
        addition();
    }

    private static void notebookCell() throws IOException {
        Map<String, NpyArray> notebook = Inputs.read("notebook-rnn-cell-forward");
        RnnStep step = new RnnCell().forward(matrix(notebook, "xt"), matrix(notebook, "a_prev"), parameters(notebook));
        System.out.println("1. The notebook's rnn_cell_forward");
        print("a_next[4]  published", PUBLISHED_A_NEXT);
        print("           here     ", step.aNext().toArray()[4]);
        print("yt_pred[1] published", PUBLISHED_YT_PRED);
        print("           here     ", step.ytPred().toArray()[1]);
    }

    private static void gradientCheck() throws IOException {
        Map<String, NpyArray> notebook = Inputs.read("notebook-rnn-backward");
        List<Matrix> x = notebook.get("x").asSteps();
        Matrix a0 = matrix(notebook, "a0");
        RnnParameters parameters = parameters(notebook);
        RnnSequence rnn = new RnnSequence(new RnnCell());
        Loss loss = Loss.softmaxCrossEntropy(Reduction.MEAN);
        List<Matrix> targets = new ArrayList<>();
        for (int t = 0; t < x.size(); t++) {
            int shift = t;
            double[][] oneHot = new double[2][10];
            for (int j = 0; j < 10; j++) {
                oneHot[(j + shift) % 2][j] = 1;
            }
            targets.add(Matrix.of(oneHot));
        }
        RnnGradients gradients = Bptt.backward(loss, targets, rnn.forward(x, a0, parameters));
        GradientReport report = GradientCheck.of(values -> loss.value(
                        Targets.everyStep(targets),
                        rnn.forward(values.steps("x"), values.get("a0"), values.like(parameters))))
                .with(parameters.named(), gradients.parameters().named())
                .withSteps("x", x, gradients.dx())
                .with("a0", a0, gradients.da0())
                .run();
        System.out.println();
        System.out.println("2. Backpropagation through time against central differences");
        System.out.println(report);
    }

    private static void addition() throws IOException {
        Map<String, NpyArray> exercise = Inputs.read("binary-addition");
        RnnParameters parameters = new RnnParameters(
                matrix(exercise, "Wax"),
                matrix(exercise, "Waa"),
                matrix(exercise, "Wya"),
                Matrix.zeros(16, 1),
                Matrix.zeros(1, 1)); // the exercise has no biases
        double[][] pairs = matrix(exercise, "pairs").toArray();
        RnnSequence rnn = new RnnSequence(new RnnCell(Activation.SIGMOID, Output.SIGMOID));
        Loss loss = Loss.halfSquaredError(Reduction.SUM);
        Matrix a0 = Matrix.zeros(16, 1);

        System.out.println();
        System.out.println("3. Learning to add, one pair of 7-bit numbers per update, lowest bit first");
        System.out.println("   update    error   published");
        for (int update = 0; update < pairs.length; update++) {
            int a = (int) pairs[update][0];
            int b = (int) pairs[update][1];
            List<Matrix> target = bits(a + b);
            RnnForward forward = rnn.forward(bits(a, b), a0, parameters);
            if (update % 1000 == 0) {
                double error = error(target, forward.yPred());
                System.out.printf(Locale.ROOT, "   %6d  %.8f  %.8f%n", update, error, PUBLISHED_ERROR[update / 1000]);
            }
            RnnGradients d = Bptt.backward(loss, target, forward);
            parameters = new RnnParameters(
                    parameters.Wax().minus(d.dWax().times(RATE)),
                    parameters.Waa().minus(d.dWaa().times(RATE)),
                    parameters.Wya().minus(d.dWya().times(RATE)),
                    parameters.ba(),
                    parameters.by());
        }
        neverShown(rnn, parameters, a0, pairs);
    }

    private static void neverShown(RnnSequence rnn, RnnParameters parameters, Matrix a0, double[][] shown) {
        Set<Integer> seen = new HashSet<>();
        for (double[] pair : shown) {
            seen.add((int) pair[0] * 128 + (int) pair[1]);
        }
        int asked = 0;
        int right = 0;
        System.out.print("   sums it was never shown:");
        for (int code = 0; code < 128 * 128; code++) {
            if (!seen.contains(code)) {
                int a = code / 128;
                int b = code % 128;
                int sum = number(rnn.forward(bits(a, b), a0, parameters).yPred());
                right += sum == a + b ? 1 : 0;
                if (asked++ % 1500 == 0) {
                    System.out.printf(Locale.ROOT, "  %d + %d = %d%s", a, b, sum, sum == a + b ? "" : " (wrong)");
                }
            }
        }
        System.out.printf(Locale.ROOT, "%n   right: %d of %d%n", right, asked);
    }

    /** Numbers as a sequence of bits, the lowest first: T = 8 columns, one row for each number. */
    private static List<Matrix> bits(int... numbers) {
        List<Matrix> steps = new ArrayList<>(BITS);
        for (int t = 0; t < BITS; t++) {
            double[] column = new double[numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                column[i] = numbers[i] >> t & 1;
            }
            steps.add(Matrix.ofColumn(column));
        }
        return steps;
    }

    private static int number(List<Matrix> bits) {
        int number = 0;
        for (int t = 0; t < bits.size(); t++) {
            number |= (bits.get(t).get(0, 0) > 0.5 ? 1 : 0) << t;
        }
        return number;
    }

    private static double error(List<Matrix> target, List<Matrix> prediction) {
        double error = 0;
        for (int t = 0; t < target.size(); t++) {
            error += Math.abs(target.get(t).get(0, 0) - prediction.get(t).get(0, 0));
        }
        return error;
    }

    private static Matrix matrix(Map<String, NpyArray> arrays, String name) {
        return arrays.get(name).asMatrix();
    }

    private static RnnParameters parameters(Map<String, NpyArray> arrays) {
        return new RnnParameters(
                matrix(arrays, "Wax"),
                matrix(arrays, "Waa"),
                matrix(arrays, "Wya"),
                matrix(arrays, "ba"),
                matrix(arrays, "by"));
    }

    private static void print(String label, double[] values) {
        StringBuilder line = new StringBuilder("   ").append(label);
        for (int i = 0; i < 6; i++) {
            line.append(String.format(Locale.ROOT, " %11.8f", values[i]));
        }
        System.out.println(line.append(" ..."));
    }
}
