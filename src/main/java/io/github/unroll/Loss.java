package io.github.unroll;

/**
 * A loss on the predictions of a sequence, and whether it is summed or averaged.
 *
 * <pre>{@code
 * softmax cross-entropy          l = -sum_k target_k log y_k               from logits z: sum_k target_k (log sum exp z - z_k)
 * sigmoid binary cross-entropy   l = -sum_k (target_k log y_k + (1 - target_k) log(1 - y_k))
 *                                                                          from logits: max(z, 0) - target z + log(1 + exp(-|z|))
 * half squared error             l = sum_k (y_k - target_k)² / 2           on any output
 * loss = sum over steps and examples of w l,     or that over the sum of w
 * }</pre>
 *
 * <p>The cross-entropies are computed from the logits: they stay finite and exact where the formula in y gives infinity or
 * NaN.
 *
 * @param kind which of the three
 * @param reduction sum or mean
 */
public record Loss(Kind kind, Reduction reduction) {

    /** The formula of one example at one step. */
    public enum Kind {
        /** For {@link Output#SOFTMAX}; a target column holds class probabilities, usually one-hot. */
        SOFTMAX_CROSS_ENTROPY(Output.SOFTMAX, 0.0, 1.0, "from 0 to 1") {
            /**
             * With M the largest logit, {@code log sum exp z = z_M + log(1 + s)}, {@code s = (sum of the other y) / y_M}: no
             * exponential is computed again, and log1p keeps all digits where y_M is nearly 1.
             */
            @Override
            double value(double[] z, double[] y, double[] target) {
                double max = z[0];
                int largest = 0;
                for (int k = 1; k < z.length; k++) {
                    if (z[k] > max) {
                        max = z[k];
                        largest = k;
                    }
                }
                double others = 0;
                for (int k = 0; k < y.length; k++) {
                    others += k == largest ? 0 : y[k];
                }
                double rest = Elementary.log1p(others / y[largest]);
                double sum = 0;
                for (int k = 0; k < target.length; k++) {
                    if (target[k] != 0) {
                        sum += target[k] * (max - z[k] + rest);
                    }
                }
                return sum;
            }

            /** {@code y sum(target) - target}: {@code y - target} for targets that sum to 1, and right for all others. */
            @Override
            void gradient(double[] y, double[] target, double weight, double[] d) {
                double total = 0;
                for (double t : target) {
                    total += t;
                }
                for (int k = 0; k < d.length; k++) {
                    d[k] = (y[k] * total - target[k]) * weight;
                }
            }
        },

        /** For {@link Output#SIGMOID}; targets from 0 to 1. */
        SIGMOID_BINARY_CROSS_ENTROPY(Output.SIGMOID, 0.0, 1.0, "from 0 to 1") {
            @Override
            double value(double[] z, double[] y, double[] target) {
                double sum = 0;
                for (int k = 0; k < z.length; k++) {
                    if (Double.isInfinite(z[k])) { // the formula's infinities would cancel to NaN
                        sum += target[k] == (z[k] > 0 ? 1 : 0) ? 0 : Double.POSITIVE_INFINITY;
                        continue;
                    }
                    double rest = Elementary.log1p(Elementary.exp(-Math.abs(z[k])));
                    sum += Math.max(z[k], 0.0) - target[k] * z[k] + rest;
                }
                return sum;
            }

            @Override
            void gradient(double[] y, double[] target, double weight, double[] d) {
                for (int k = 0; k < d.length; k++) {
                    d[k] = (y[k] - target[k]) * weight;
                }
            }
        },

        /** For any output. */
        HALF_SQUARED_ERROR(null, -Double.MAX_VALUE, Double.MAX_VALUE, "finite") {
            @Override
            double value(double[] z, double[] y, double[] target) {
                double sum = 0;
                for (int k = 0; k < y.length; k++) {
                    sum = Math.fma(y[k] - target[k], y[k] - target[k], sum);
                }
                return 0.5 * sum;
            }

            /** At y; the output's Jacobian takes it to the logits. */
            @Override
            void gradient(double[] y, double[] target, double weight, double[] d) {
                for (int k = 0; k < d.length; k++) {
                    d[k] = (y[k] - target[k]) * weight;
                }
            }
        };

        /** The output whose logits the formula takes; null where it takes the prediction of any. */
        final Output output;

        /** What a target must be, in words. */
        final String range;

        private final double leastTarget;
        private final double largestTarget;

        Kind(Output output, double leastTarget, double largestTarget, String range) {
            this.output = output;
            this.leastTarget = leastTarget;
            this.largestTarget = largestTarget;
            this.range = range;
        }

        /** l of one column of logits z and predictions y. */
        abstract double value(double[] z, double[] y, double[] target);

        /** d = weight times the gradient of l, at the logits if {@link #output} is given, else at the prediction. */
        abstract void gradient(double[] y, double[] target, double weight, double[] d);

        /** The place of the first target that is out of range or NaN, -1 if there is none. */
        int invalid(double[] target) {
            for (int k = 0; k < target.length; k++) {
                if (!(target[k] >= leastTarget && target[k] <= largestTarget)) {
                    return k;
                }
            }
            return -1;
        }
    }

    /**
     * Checks that both are there.
     *
     * @param kind which of the three
     * @param reduction sum or mean
     * @throws IllegalArgumentException if a component is null
     */
    public Loss {
        Shapes.present("Loss", "kind", kind);
        Shapes.present("Loss", "reduction", reduction);
    }

    /**
     * Cross-entropy of {@link Output#SOFTMAX}.
     *
     * @param reduction sum or mean
     * @return the loss
     * @throws IllegalArgumentException if {@code reduction} is null
     */
    public static Loss softmaxCrossEntropy(Reduction reduction) {
        return new Loss(Kind.SOFTMAX_CROSS_ENTROPY, reduction);
    }

    /**
     * Binary cross-entropy of {@link Output#SIGMOID}: summed over the outputs, and over examples and steps summed or averaged.
     * (PyTorch's {@code BCELoss} averages over the outputs too.)
     *
     * @param reduction sum or mean
     * @return the loss
     * @throws IllegalArgumentException if {@code reduction} is null
     */
    public static Loss sigmoidBinaryCrossEntropy(Reduction reduction) {
        return new Loss(Kind.SIGMOID_BINARY_CROSS_ENTROPY, reduction);
    }

    /**
     * Half the squared error of any output: summed over the outputs, and over examples and steps summed or averaged. (PyTorch's
     * {@code MSELoss} has no half, and averages over the outputs too.)
     *
     * @param reduction sum or mean
     * @return the loss
     * @throws IllegalArgumentException if {@code reduction} is null
     */
    public static Loss halfSquaredError(Reduction reduction) {
        return new Loss(Kind.HALF_SQUARED_ERROR, reduction);
    }

    /**
     * Whether this loss can be laid over the predictions of an output: each cross-entropy over those of its own, half the
     * squared error over any.
     *
     * @param output what makes predictions of logits
     * @return whether they fit
     * @throws IllegalArgumentException if {@code output} is null
     */
    public boolean fits(Output output) {
        Shapes.present("Loss.fits", "output", output);
        return kind.output == null || kind.output == output;
    }

    /**
     * The value of this loss.
     *
     * @param targets what the predictions should have been
     * @param forward the forward pass
     * @return the loss
     * @throws IllegalArgumentException if an argument is null, a shape does not fit, the loss is for another output than the
     *     pass has, a target is out of range, no target has a weight, or the mean's sum of weights is infinite
     */
    public double value(Targets targets, SequenceForward forward) {
        return new Grading("Loss.value", this, targets, forward).value();
    }
}
