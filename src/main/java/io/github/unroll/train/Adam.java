package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.List;
import java.util.Map;

/**
 * Adam: momentum, and each parameter's steps divided by a moving average of the size of its gradients; both averages
 * start at 0 and are corrected for that.
 *
 * <pre>{@code
 * m = beta1 m + (1 - beta1) g
 * v = beta2 v + (1 - beta2) g²
 * θ = θ - rate / (1 - beta1^step) * m / (√v / √(1 - beta2^step) + epsilon)
 * }</pre>
 *
 * <p>Kingma, D. P. and Ba, J. (2015). Adam: a method for stochastic optimization. arXiv:1412.6980
 *
 * @param rate the learning rate, finite and at least 0
 * @param beta1 from 0 to below 1, the decay of the average of gradients
 * @param beta2 from 0 to below 1, the decay of the average of their squares
 * @param epsilon finite and above 0, so that a gradient of 0 is no division by 0
 */
public record Adam(double rate, double beta1, double beta2, double epsilon) implements Optimizer {

    /**
     * Checks the settings.
     *
     * @param rate the learning rate, finite and at least 0
     * @param beta1 from 0 to below 1, the decay of the average of gradients
     * @param beta2 from 0 to below 1, the decay of the average of their squares
     * @param epsilon finite and above 0, so that a gradient of 0 is no division by 0
     * @throws IllegalArgumentException if one is out of range
     */
    public Adam {
        check("Adam", rate, beta1, beta2, epsilon);
    }

    /**
     * With the paper's settings, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8.
     *
     * @param rate the learning rate, finite and at least 0
     * @throws IllegalArgumentException if it is out of range
     */
    public Adam(double rate) {
        this(rate, 0.9, 0.999, 1e-8);
    }

    static void check(String name, double rate, double beta1, double beta2, double epsilon) {
        Checks.notNegative(name, "rate", rate);
        Checks.decay(name, "beta1", beta1);
        Checks.decay(name, "beta2", beta2);
        Checks.positive(name, "epsilon", epsilon);
    }

    @Override
    public String name() {
        return "adam";
    }

    @Override
    public Map<String, Double> settings() {
        return Map.of("rate", rate, "beta1", beta1, "beta2", beta2, "epsilon", epsilon);
    }

    @Override
    public List<String> slots() {
        return List.of("mean", "squares");
    }

    @Override
    public Update update(Matrix parameter, Matrix gradient, List<Matrix> slots, long step, double rate) {
        Matrix mean = slots.get(0).combine(gradient, (m, g) -> beta1 * m + (1 - beta1) * g);
        Matrix squares = slots.get(1).combine(gradient, (v, g) -> beta2 * v + (1 - beta2) * g * g);
        double correctedRate = rate / (1 - StrictMath.pow(beta1, step));
        double correction = Math.sqrt(1 - StrictMath.pow(beta2, step));
        Matrix direction = mean.combine(squares, (m, v) -> m / (Math.sqrt(v) / correction + epsilon));
        return Update.of(parameter.combine(direction, (p, d) -> p - correctedRate * d), mean, squares);
    }
}
