package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.List;
import java.util.Map;

/**
 * Gradient descent with momentum (the heavy ball).
 *
 * <pre>{@code
 * v = momentum v + g
 * θ = θ - rate v
 * }</pre>
 *
 * <p>Polyak, B. T. (1964). Some methods of speeding up the convergence of iteration methods.
 * doi:10.1016/0041-5553(64)90137-5
 *
 * @param rate the learning rate, finite and at least 0
 * @param momentum from 0 to below 1, usually 0.9
 */
public record Momentum(double rate, double momentum) implements Optimizer {

    /**
     * Checks the settings.
     *
     * @param rate the learning rate, finite and at least 0
     * @param momentum from 0 to below 1, usually 0.9
     * @throws IllegalArgumentException if one is out of range
     */
    public Momentum {
        Checks.notNegative("Momentum", "rate", rate);
        Checks.decay("Momentum", "momentum", momentum);
    }

    @Override
    public String name() {
        return "momentum";
    }

    @Override
    public Map<String, Double> settings() {
        return Map.of("rate", rate, "momentum", momentum);
    }

    @Override
    public List<String> slots() {
        return List.of("velocity");
    }

    @Override
    public Update update(Matrix parameter, Matrix gradient, List<Matrix> slots, long step, double rate) {
        Matrix velocity = slots.get(0).combine(gradient, (v, g) -> momentum * v + g);
        return Update.of(parameter.combine(velocity, (p, v) -> p - rate * v), velocity);
    }
}
