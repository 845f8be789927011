package io.github.unroll;

import java.util.Arrays;
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
    private final double[][] predictions; // n columns (nY)
    private final double[][] targets; // n columns (nY)
    private final double[] losses; // n, unweighted
    // n, each above 0; for a mean all times one power of two, so that they add up to less than 1
    private final double[] weights;
    private final double divisor; // 1, or the sum of all weights

    Grading(String method, Loss loss, Targets targets, SequenceForward forward) {
        Shapes.present(method, "loss", loss);
        Shapes.present(method, "targets", targets);
        Shapes.present(method, "forward", forward);
        kind = loss.kind();
        output = forward.output();
        check(method, loss, targets, forward);
        masks = targets.graded(forward.masks());
        int n = 0;
        for (Mask mask : masks) {
            n += mask.count();
        }
        if (n == 0) {
            throw Shapes.error(method, "targets", "of a weight above 0 at one live example and step at least", "none");
        }
        predictions = new double[n][];
        this.targets = new double[n][];
        losses = new double[n];
        weights = new double[n];
        divisor = gather(method, targets, forward, loss.reduction());
    }

    private void check(String method, Loss loss, Targets targets, SequenceForward forward) {
        if (!loss.fits(output)) {
            throw Shapes.error(method, "loss", "one for the output " + output, kind + ", which is for " + kind.output);
        }
        int steps = forward.logits().size();
        if (!targets.isLastStep() && targets.size() != steps) {
            throw Shapes.error(method, "targets", "of T = " + steps + " steps", targets.size() + " steps");
        }
        Matrix logits = forward.logits().get(0);
        Shapes.check(method, "targets", targets.step(0), "nY", logits.rows(), "m", logits.columns());
    }

    /** Fills the columns and the losses; returns what the sum of losses is divided by. */
    private double gather(String method, Targets given, SequenceForward forward, Reduction reduction) {
        double total = 0;
        int n = 0;
        for (int s = 0; s < masks.size(); s++) {
            int t = masks.size() - 1 - s;
            Mask mask = masks.get(s);
            double[][] z = forward.logits().get(t).values();
            double[][] y = forward.yPred().get(t).values();
            double[][] target = given.step(t).values();
            for (int i = 0; i < mask.count(); i++, n++) {
                int j = mask.column(i);
                predictions[n] = y[j];
                targets[n] = target[j];
                weights[n] = given.weight(j, t);
                total += weights[n];
                int invalid = kind.invalid(targets[n]);
                if (invalid >= 0) {
                    String place = "targets at step " + t + ", (" + invalid + ", " + j + "),";
                    throw Shapes.error(method, place, kind.range, String.valueOf(targets[n][invalid]));
                }
                losses[n] = kind.value(z[j], y[j], targets[n]);
            }
        }
        if (reduction == Reduction.SUM) {
            return 1.0;
        }
        if (total == Double.POSITIVE_INFINITY) {
            throw Shapes.error(method, "weights", "of a finite sum, by which the mean divides,", "Infinity");
        }
        return scaled(total);
    }

    /**
     * Weights and their sum by a power of two, which changes no digit of a quotient of theirs: so no product with a loss leaves
     * the range. A weight that is next to nothing beside the others stays above 0: of an infinite loss it makes an infinite mean.
     */
    private double scaled(double total) {
        double factor = Math.scalb(1.0, -1 - Math.getExponent(total));
        for (int n = 0; n < weights.length; n++) {
            weights[n] = Math.max(weights[n] * factor, Double.MIN_VALUE);
        }
        return total * factor;
    }

    /** {@code sum of w l}, or that over the sum of w. */
    double value() {
        double sum = 0;
        for (int n = 0; n < weights.length; n++) {
            sum += weights[n] * losses[n];
        }
        return sum / divisor;
    }

    /** The graded examples of each step, from the last step to the first. */
    List<Mask> masks() {
        return masks;
    }

    /**
     * The gradient at the logits of n graded columns, (nY, n).
     *
     * @param first of the graded columns
     * @param columns at least n for the result, which are made where they are null
     */
    Matrix gradient(int first, int n, double[][] columns) {
        int nY = predictions[0].length;
        for (int i = 0; i < n; i++) {
            int j = first + i;
            if (columns[i] == null) {
                columns[i] = new double[nY];
            }
            kind.gradient(predictions[j], targets[j], weights[j] / divisor, columns[i]);
        }
        Matrix gradient = Matrix.wrap(nY, n, columns);
        if (kind.output == null) {
            double[][] y = Arrays.copyOfRange(predictions, first, first + n);
            output.multiplyByJacobian(gradient, Matrix.wrap(nY, y));
        }
        return gradient;
    }
}
