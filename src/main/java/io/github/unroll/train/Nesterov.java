package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.List;
import java.util.Map;

/**
 * Gradient descent with Nesterov's momentum, in the form that needs the gradient at θ only.
 *
 * <pre>{@code
 * v = momentum v + g
 * θ = θ - rate (g + momentum v)
 * }</pre>
 *
 * <p>Sutskever, I., Martens, J., Dahl, G. and Hinton, G. (2013). On the importance of initialization and momentum in
 * deep learning. PMLR 28(3):1139-1147.
 *
 * @param rate the learning rate, finite and at least 0
 * @param momentum from 0 to below 1, usually 0.9
 */
public record Nesterov(double rate, double momentum) implements Optimizer {

    /**
     * Checks the settings.
     *
     * @param rate the learning rate, finite and at least 0
     * @param momentum from 0 to below 1, usually 0.9
     * @throws IllegalArgumentException if one is out of range
     */
    public Nesterov {
        Checks.notNegative("Nesterov", "rate", rate);
        Checks.decay("Nesterov", "momentum", momentum);
    }

    @Override
    public String name() {
        return "nesterov";
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
        Matrix ahead = gradient.combine(velocity, (g, v) -> g + momentum * v);
        return Update.of(parameter.combine(ahead, (p, d) -> p - rate * d), velocity);
    }
}
