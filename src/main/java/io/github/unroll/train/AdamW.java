package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.List;
import java.util.Map;

/**
 * Adam with a weight decay of its own, which does not pass through the averages.
 *
 * <pre>{@code
 * θ = θ - rate weightDecay θ
 * and then a step of Adam
 * }</pre>
 *
 * <p>All parameters decay, biases too, as PyTorch's do. Loshchilov, I. and Hutter, F. (2019). Decoupled weight decay
 * regularization. arXiv:1711.05101
 *
 * @param rate the learning rate, finite and at least 0
 * @param beta1 from 0 to below 1, the decay of the average of gradients
 * @param beta2 from 0 to below 1, the decay of the average of their squares
 * @param epsilon finite and above 0, so that a gradient of 0 is no division by 0
 * @param weightDecay finite and at least 0
 */
public record AdamW(double rate, double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {

    /**
     * Checks the settings.
     *
     * @param rate the learning rate, finite and at least 0
     * @param beta1 from 0 to below 1, the decay of the average of gradients
     * @param beta2 from 0 to below 1, the decay of the average of their squares
     * @param epsilon finite and above 0, so that a gradient of 0 is no division by 0
     * @param weightDecay finite and at least 0
     * @throws IllegalArgumentException if one is out of range
     */
    public AdamW {
        Adam.check("AdamW", rate, beta1, beta2, epsilon);
        Checks.notNegative("AdamW", "weightDecay", weightDecay);
    }

    /**
     * With PyTorch's defaults, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8.
     *
     * @param rate the learning rate, finite and at least 0
     * @param weightDecay finite and at least 0; PyTorch's default is 0.01
     * @throws IllegalArgumentException if one is out of range
     */
    public AdamW(double rate, double weightDecay) {
        this(rate, 0.9, 0.999, 1e-8, weightDecay);
    }

    @Override
    public String name() {
        return "adamw";
    }

    @Override
    public Map<String, Double> settings() {
        return Map.of("rate", rate, "beta1", beta1, "beta2", beta2, "epsilon", epsilon, "weightDecay", weightDecay);
    }

    @Override
    public List<String> slots() {
        return List.of("mean", "squares");
    }

    @Override
    public Update update(Matrix parameter, Matrix gradient, List<Matrix> slots, long step, double rate) {
        double kept = 1 - rate * weightDecay;
        return new Adam(rate, beta1, beta2, epsilon).update(parameter.times(kept), gradient, slots, step, rate);
    }
}
