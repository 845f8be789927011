package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.List;
import java.util.Map;

/**
 * Adagrad: each parameter's steps shrink with all squares of its gradients so far.
 *
 * <pre>{@code
 * s = s + g²
 * θ = θ - rate g / (√s + epsilon)
 * }</pre>
 *
 * <p>Duchi, J., Hazan, E. and Singer, Y. (2011). Adaptive subgradient methods for online learning and stochastic
 * optimization. Journal of Machine Learning Research 12:2121-2159.
 *
 * @param rate the learning rate, finite and at least 0
 * @param epsilon finite and above 0, so that a gradient of 0 is no division by 0
 */
public record Adagrad(double rate, double epsilon) implements Optimizer {

    /**
     * Checks the settings.
     *
     * @param rate the learning rate, finite and at least 0
     * @param epsilon finite and above 0, so that a gradient of 0 is no division by 0
     * @throws IllegalArgumentException if one is out of range
     */
    public Adagrad {
        Checks.notNegative("Adagrad", "rate", rate);
        Checks.positive("Adagrad", "epsilon", epsilon);
    }

    /**
     * With an epsilon of 1e-8. PyTorch's default is 1e-10.
     *
     * @param rate the learning rate, finite and at least 0
     * @throws IllegalArgumentException if it is out of range
     */
    public Adagrad(double rate) {
        this(rate, 1e-8);
    }

    @Override
    public String name() {
        return "adagrad";
    }

    @Override
    public Map<String, Double> settings() {
        return Map.of("rate", rate, "epsilon", epsilon);
    }

    @Override
    public List<String> slots() {
        return List.of("squares");
    }

    @Override
    public Update update(Matrix parameter, Matrix gradient, List<Matrix> slots, long step, double rate) {
        Matrix squares = slots.get(0).combine(gradient, (s, g) -> s + g * g);
        Matrix direction = gradient.combine(squares, (g, s) -> g / (Math.sqrt(s) + epsilon));
        return Update.of(parameter.combine(direction, (p, d) -> p - rate * d), squares);
    }
}
