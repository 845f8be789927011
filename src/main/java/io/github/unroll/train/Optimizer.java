package io.github.unroll.train;

import io.github.unroll.Matrix;
import io.github.unroll.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a gradient into an update of the parameters: a function of values, without state of its own, that may serve any
 * number of trainings and threads. One more is one small class: {@link #slots()} names the matrices that it remembers
 * for each matrix of parameters, {@link #update} is its formula.
 *
 * <pre>{@code
 * record Momentum(double rate, double momentum) implements Optimizer {
 *     public String name()                  { return "momentum"; }
 *     public Map<String, Double> settings() { return Map.of("rate", rate, "momentum", momentum); }
 *     public List<String> slots()           { return List.of("velocity"); }
 *
 *     public Update update(Matrix parameter, Matrix gradient, List<Matrix> slots, long step, double rate) {
 *         Matrix velocity = slots.get(0).combine(gradient, (v, g) -> momentum * v + g);
 *         return Update.of(parameter.combine(velocity, (p, v) -> p - rate * v), velocity);
 *     }
 * }
 * }</pre>
 *
 * <p>The ones here are PyTorch's, formula by formula.
 */
public interface Optimizer {

    /**
     * The name under which a checkpoint knows it.
     *
     * @return for example {@code adam}
     */
    String name();

    /**
     * Every number that the formula depends on, for checkpoints: a training is resumed with the same settings only.
     *
     * @return numbers by name
     */
    Map<String, Double> settings();

    /**
     * The learning rate before a {@link Schedule}.
     *
     * @return the rate
     */
    double rate();

    /**
     * The names of the matrices that are remembered for each matrix of parameters. They start as zeros.
     *
     * @return none, one or more different names
     */
    List<String> slots();

    /**
     * The update of one matrix of parameters. {@link #step} calls it, with arguments that it has checked.
     *
     * @param parameter the matrix
     * @param gradient of the same shape
     * @param slots what is remembered, in the order of {@link #slots()}, of the same shape
     * @param step the number of this update, from 1
     * @param rate the learning rate of this update
     * @return the matrix after the update, and what is remembered now
     */
    Update update(Matrix parameter, Matrix gradient, List<Matrix> slots, long step, double rate);

    /**
     * The state before the first update.
     *
     * @param <P> the parameters' type
     * @param parameters the parameters to start from
     * @return these parameters, slots of zeros, no step made
     * @throws IllegalArgumentException if {@code parameters} is null, or two slots have one name
     */
    default <P extends Parameters<P>> OptimizerState<P> start(P parameters) {
        Checks.present("Optimizer.start", "parameters", parameters);
        Map<String, P> zeros = new LinkedHashMap<>();
        for (String slot : slots()) {
            if (zeros.containsKey(slot)) {
                throw Checks.error("Optimizer.start", "slots() of " + name(), "different names", slots().toString());
            }
            zeros.put(slot, parameters.map(m -> Matrix.zeros(m.rows(), m.columns())));
        }
        return new OptimizerState<>(parameters, zeros, 0);
    }

    /**
     * One update of all parameters.
     *
     * @param <P> the parameters' type
     * @param state the parameters and what is remembered
     * @param gradient with respect to the parameters
     * @param rate the learning rate of this update, finite and at least 0
     * @return the state after the update
     * @throws IllegalArgumentException if an argument is null, a shape does not fit, the state has other slots, or the
     *     rate is negative or not finite
     */
    default <P extends Parameters<P>> OptimizerState<P> step(OptimizerState<P> state, P gradient, double rate) {
        Checks.present("Optimizer.step", "state", state);
        Checks.present("Optimizer.step", "gradient", gradient);
        Checks.notNegative("Optimizer.step", "rate", rate);
        List<String> slots = slots();
        Checks.slots("Optimizer.step", this, state);
        Map<String, Matrix> parameters = new LinkedHashMap<>();
        Map<String, Map<String, Matrix>> remembered = new LinkedHashMap<>();
        slots.forEach(slot -> remembered.put(slot, new LinkedHashMap<>()));
        state.parameters().named().forEach((name, parameter) -> {
            List<Matrix> before = new ArrayList<>();
            slots.forEach(slot -> before.add(state.slots().get(slot).named().get(name)));
            Matrix derivative = gradient.named().get(name);
            Checks.shape(
                    "Optimizer.step",
                    "gradient " + name,
                    derivative,
                    "rows, columns",
                    parameter.rows(),
                    parameter.columns());
            Update update = update(parameter, derivative, before, state.step() + 1, rate);
            Checks.sameSize(name() + ".update", "slots", update.slots().size(), "Optimizer.slots()", slots.size());
            parameters.put(name, update.parameter());
            for (int s = 0; s < slots.size(); s++) {
                remembered.get(slots.get(s)).put(name, update.slots().get(s));
            }
        });
        P pattern = state.parameters();
        Map<String, P> after = new LinkedHashMap<>();
        remembered.forEach((slot, named) -> after.put(slot, pattern.withNamed(named)));
        return new OptimizerState<>(pattern.withNamed(parameters), after, state.step() + 1);
    }
}
