package io.github.unroll.train;

import io.github.unroll.Loss;
import io.github.unroll.Parameters;

/**
 * How a model learns from a batch, whatever the batch comes from: one update is
 *
 * <pre>{@code
 * gradient of the loss -> clipping -> rate of this step -> optimizer
 * }</pre>
 *
 * <p>A value without state; one may serve any number of trainings.
 *
 * @param loss what is made small
 * @param optimizer what makes an update of a gradient
 * @param clipping what is done to the gradient before
 * @param schedule what the optimizer's rate is multiplied by
 */
public record Recipe(Loss loss, Optimizer optimizer, Clipping clipping, Schedule schedule) {

    /**
     * Checks that all are there.
     *
     * @param loss what is made small
     * @param optimizer what makes an update of a gradient
     * @param clipping what is done to the gradient before
     * @param schedule what the optimizer's rate is multiplied by
     * @throws IllegalArgumentException if a component is null
     */
    public Recipe {
        Checks.present("Recipe", "loss", loss);
        Checks.present("Recipe", "optimizer", optimizer);
        Checks.present("Recipe", "clipping", clipping);
        Checks.present("Recipe", "schedule", schedule);
    }

    /**
     * Without clipping, at the optimizer's own rate.
     *
     * @param loss what is made small
     * @param optimizer what makes an update of a gradient
     * @return the recipe
     * @throws IllegalArgumentException if an argument is null
     */
    public static Recipe of(Loss loss, Optimizer optimizer) {
        return new Recipe(loss, optimizer, Clipping.none(), Schedule.constant());
    }

    /**
     * The same with clipping.
     *
     * @param clipping what is done to the gradient
     * @return the recipe
     * @throws IllegalArgumentException if {@code clipping} is null
     */
    public Recipe withClipping(Clipping clipping) {
        return new Recipe(loss, optimizer, clipping, schedule);
    }

    /**
     * The same with a schedule.
     *
     * @param schedule what the optimizer's rate is multiplied by
     * @return the recipe
     * @throws IllegalArgumentException if {@code schedule} is null
     */
    public Recipe withSchedule(Schedule schedule) {
        return new Recipe(loss, optimizer, clipping, schedule);
    }

    /**
     * One update: what a {@link Trainer} does with every batch, for those who write their own loop.
     *
     * @param <P> the parameters' type
     * @param state the parameters and what the optimizer remembers
     * @param gradient the loss and its gradient at these parameters
     * @return the state after the update, with the gradient's norm and the rate
     * @throws DivergedException if the loss, the gradient, or after the update a parameter or what the optimizer
     *     remembers is not finite
     * @throws IllegalArgumentException if an argument is null, shapes or slots do not fit, or the schedule's factor
     *     or the rate that it makes is negative or not finite
     */
    public <P extends Parameters<P>> Updated<P> update(OptimizerState<P> state, LossGradient<P> gradient) {
        Checks.present("Recipe.update", "state", state);
        Checks.present("Recipe.update", "gradient", gradient);
        long step = state.step() + 1;
        double factor = schedule.factor(step);
        Checks.notNegative("Recipe.update", "factor of the schedule at step " + step, factor);
        double rate = optimizer.rate() * factor;
        Checks.notNegative("Recipe.update", "rate times the schedule's factor at step " + step, rate);
        Clipped<P> clipped = clipping.apply(gradient.gradient());
        double norm = clipped.norm();
        if (!Double.isFinite(gradient.loss())) {
            throw new DivergedException("Recipe.update: loss", step, gradient.loss(), norm, rate);
        }
        if (!Double.isFinite(norm)) {
            throw new DivergedException("Recipe.update: gradient", step, gradient.loss(), norm, rate);
        }
        OptimizerState<P> next = optimizer.step(state, clipped.gradient(), rate);
        if (!Bundles.isFinite(next.parameters())) {
            throw new DivergedException(
                    "Recipe.update: parameters after the update", step, gradient.loss(), norm, rate);
        }
        for (P slot : next.slots().values()) { // a square that overflows would stand still from then on
            if (!Bundles.isFinite(slot)) {
                throw new DivergedException(
                        "Recipe.update: what the optimizer remembers", step, gradient.loss(), norm, rate);
            }
        }
        return new Updated<>(next, norm, rate);
    }

    /**
     * What a checkpoint keeps of this recipe: all but the schedule, which is a function.
     *
     * @return the summary
     */
    public RecipeSummary summary() {
        return new RecipeSummary(loss, clipping, optimizer.name(), optimizer.settings());
    }
}
