package io.github.unroll;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A loss laid over a forward pass, RNN or LSTM: its value, and its gradient at the logits.
 *
 * <p>Only the examples and steps that have a target are looked at. Their columns stand side by side from the last step to
 * the first, and inside a step from the first example to the last: the order in which everything here is summed.
 */
final class Grading {

    private final Loss.Kind kind;
    private final Output output;
    private final List<Mask> masks; // the graded examples of each step, from the last step to the first
    private final double[][] logits; // n columns (nY)
    private final double[][] predictions; // n columns (nY)
    private final double[][] targets; // n columns (nY)
    private final double[] weights; // n, each above 0
    private final double divisor; // 1, or the sum of all weights

    Grading(String method, Loss loss, Targets targets, SequenceForward forward) {
        Shapes.present(method, "loss", loss);
        Shapes.present(method, "targets", targets);
        Shapes.present(method, "forward", forward);
        kind = loss.kind();
        output = forward.output();
        check(method, targets, forward);
        masks = targets.graded(forward.masks());
        int n = 0;
        for (Mask mask : masks) {
            n += mask.count();
        }
        if (n == 0) {
            throw Shapes.error(method, "weights", "above 0 for at least one live example and step", "0 for all");
        }
        logits = new double[n][];
        predictions = new double[n][];
        this.targets = new double[n][];
        weights = new double[n];
        divisor = gather(method, targets, forward, loss.reduction());
    }

    private void check(String method, Targets targets, SequenceForward forward) {
        if (kind.output != null && kind.output != output) {
            throw Shapes.error(method, "loss", "one for the output " + output, kind + ", which is for " + kind.output);
        }
        int steps = forward.logits().size();
        if (!targets.isLastStep() && targets.size() != steps) {
            throw Shapes.error(method, "targets", "of T = " + steps + " steps", targets.size() + " steps");
        }
        Matrix logits = forward.logits().get(0);
        Shapes.check(method, "targets", targets.step(0), "nY", logits.rows(), "m", logits.columns());
    }

    /** Fills the columns; returns what the sum of losses is divided by. */
    private double gather(String method, Targets given, SequenceForward forward, Reduction reduction) {
        double total = 0;
        int n = 0;
        for (int s = 0; s < masks.size(); s++) {
            int t = masks.size() - 1 - s;
            for (int i = 0; i < masks.get(s).count(); i++, n++) {
                int j = masks.get(s).column(i);
                logits[n] = forward.logits().get(t).values()[j];
                predictions[n] = forward.yPred().get(t).values()[j];
                targets[n] = given.step(t).values()[j];
                weights[n] = given.weight(j, t);
                total += weights[n];
                int invalid = kind.invalid(targets[n]);
                if (invalid >= 0) {
                    String place = "targets at step " + t + ", (" + invalid + ", " + j + "),";
                    throw Shapes.error(method, place, kind.range, String.valueOf(targets[n][invalid]));
                }
            }
        }
        if (reduction == Reduction.SUM) {
            return 1.0;
        }
        if (total == Double.POSITIVE_INFINITY) {
            throw Shapes.error(method, "weights", "of a finite sum, by which the mean divides,", "Infinity");
        }
        return total;
    }

    /** {@code sum of w l}, or that over the sum of w. */
    double value() {
        double sum = 0;
        for (int n = 0; n < weights.length; n++) {
            sum += weights[n] * kind.value(logits[n], predictions[n], targets[n]);
        }
        return sum / divisor;
    }

    /** The gradient at the logits of everything that has a target, (nY, n). */
    private Matrix gradient() {
        double[][] d = Kernels.zeros(predictions[0].length, weights.length);
        for (int n = 0; n < d.length; n++) {
            kind.gradient(predictions[n], targets[n], weights[n] / divisor, d[n]);
        }
        Matrix gradient = Matrix.wrap(d[0].length, d);
        if (kind.output == null) {
            output.multiplyByJacobian(gradient, Matrix.wrap(d[0].length, predictions));
        }
        return gradient;
    }

    /**
     * Back through the output layer.
     *
     * @param da what each step's prediction sends to its state
     * @param gradients of the output layer
     */
    record Backward(StateGradients da, OutputLayer gradients) {}

    /** {@code logits = Wy a + by} backward, from the states a, each (nA, m), that the predictions were made from. */
    Backward backward(OutputLayer layer, List<Matrix> a) {
        List<Matrix> reversed = new ArrayList<>(a);
        Collections.reverse(reversed);
        Matrix dLogits = gradient();
        OutputLayer gradients = OutputLayer.gradients(dLogits, Mask.join(reversed, masks));
        return new Backward(StateGradients.ofLoss(layer.backward(dLogits), masks), gradients);
    }
}
