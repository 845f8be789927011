package io.github.unroll.train;

import io.github.unroll.Parameters;

/**
 * A gradient after clipping, and its size before.
 *
 * @param <P> the parameters' type
 * @param gradient the gradient that the optimizer gets
 * @param norm the norm of all of the gradient before clipping
 */
public record Clipped<P extends Parameters<P>>(P gradient, double norm) {

    /**
     * Checks that the gradient is there.
     *
     * @param gradient the gradient that the optimizer gets
     * @param norm the norm of all of the gradient before clipping
     * @throws IllegalArgumentException if {@code gradient} is null
     */
    public Clipped {
        Checks.present("Clipped", "gradient", gradient);
    }
}
