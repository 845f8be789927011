package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.List;
import java.util.Map;

/**
 * RMSProp: each parameter's steps are divided by a moving average of the size of its gradients.
 *
 * <pre>{@code
 * s = decay s + (1 - decay) g²
 * θ = θ - rate g / (√s + epsilon)
 * }</pre>
 *
 * <p>Tieleman, T. and Hinton, G. (2012). Lecture 6.5, RMSProp. COURSERA: Neural networks for machine learning.
 *
 * @param rate the learning rate, finite and at least 0
 * @param decay from 0 to below 1, PyTorch's alpha, usually 0.99
 * @param epsilon finite and above 0, so that a gradient of 0 is no division by 0
 */
public record RmsProp(double rate, double decay, double epsilon) implements Optimizer {

    /**
     * Checks the settings.
     *
     * @param rate the learning rate, finite and at least 0
     * @param decay from 0 to below 1, PyTorch's alpha, usually 0.99
     * @param epsilon finite and above 0, so that a gradient of 0 is no division by 0
     * @throws IllegalArgumentException if one is out of range
     */
    public RmsProp {
        Checks.notNegative("RmsProp", "rate", rate);
        Checks.decay("RmsProp", "decay", decay);
        Checks.positive("RmsProp", "epsilon", epsilon);
    }

    /**
     * With PyTorch's defaults, a decay of 0.99 and an epsilon of 1e-8.
     *
     * @param rate the learning rate, finite and at least 0
     * @throws IllegalArgumentException if it is out of range
     */
    public RmsProp(double rate) {
        this(rate, 0.99, 1e-8);
    }

    @Override
    public String name() {
        return "rmsprop";
    }

    @Override
    public Map<String, Double> settings() {
        return Map.of("rate", rate, "decay", decay, "epsilon", epsilon);
    }

    @Override
    public List<String> slots() {
        return List.of("squares");
    }

    @Override
    public Update update(Matrix parameter, Matrix gradient, List<Matrix> slots, long step, double rate) {
        Matrix squares = slots.get(0).combine(gradient, (s, g) -> decay * s + (1 - decay) * g * g);
        Matrix direction = gradient.combine(squares, (g, s) -> g / (Math.sqrt(s) + epsilon));
        return Update.of(parameter.combine(direction, (p, d) -> p - rate * d), squares);
    }
}
