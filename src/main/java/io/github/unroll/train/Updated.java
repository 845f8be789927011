package io.github.unroll.train;

import io.github.unroll.Parameters;

/**
 * What one update gives.
 *
 * @param <P> the parameters' type
 * @param state the parameters and what the optimizer remembers, after the update
 * @param gradientNorm the norm of the gradient before clipping
 * @param rate the learning rate of the update
 */
public record Updated<P extends Parameters<P>>(OptimizerState<P> state, double gradientNorm, double rate) {

    /**
     * Checks that the state is there.
     *
     * @param state the parameters and what the optimizer remembers, after the update
     * @param gradientNorm the norm of the gradient before clipping
     * @param rate the learning rate of the update
     * @throws IllegalArgumentException if {@code state} is null
     */
    public Updated {
        Checks.present("Updated", "state", state);
    }
}
