package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.List;
import java.util.Map;

/**
 * Gradient descent.
 *
 * <pre>{@code θ = θ - rate g}</pre>
 *
 * @param rate the learning rate, finite and at least 0
 */
public record Sgd(double rate) implements Optimizer {

    /**
     * Checks the rate.
     *
     * @param rate the learning rate, finite and at least 0
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Sgd {
        Checks.notNegative("Sgd", "rate", rate);
    }

    @Override
    public String name() {
        return "sgd";
    }

    @Override
    public Map<String, Double> settings() {
        return Map.of("rate", rate);
    }

    @Override
    public List<String> slots() {
        return List.of();
    }

    @Override
    public Update update(Matrix parameter, Matrix gradient, List<Matrix> slots, long step, double rate) {
        return Update.of(parameter.combine(gradient, (p, g) -> p - rate * g));
    }
}
