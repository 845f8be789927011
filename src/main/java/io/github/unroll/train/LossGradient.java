package io.github.unroll.train;

import io.github.unroll.Parameters;

/**
 * The value of a loss and its gradient with respect to the parameters.
 *
 * @param <P> the parameters' type
 * @param loss the value
 * @param gradient dLoss/dparameters, in the parameters' own type
 */
public record LossGradient<P extends Parameters<P>>(double loss, P gradient) {

    /**
     * Checks that the gradient is there.
     *
     * @param loss the value
     * @param gradient dLoss/dparameters, in the parameters' own type
     * @throws IllegalArgumentException if {@code gradient} is null
     */
    public LossGradient {
        Checks.present("LossGradient", "gradient", gradient);
    }
}
