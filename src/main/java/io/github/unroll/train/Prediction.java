package io.github.unroll.train;

import io.github.unroll.Matrix;

/**
 * What one step of serving gives.
 *
 * @param y (nY, m), the prediction
 * @param state the state to hand to the next step
 */
public record Prediction(Matrix y, State state) {

    /**
     * Checks that both are there.
     *
     * @param y (nY, m), the prediction
     * @param state the state to hand to the next step
     * @throws IllegalArgumentException if a component is null
     */
    public Prediction {
        Checks.present("Prediction", "y", y);
        Checks.present("Prediction", "state", state);
    }
}
