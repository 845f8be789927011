package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.List;

/** Serves a sequence step by step and carries the state. Not thread-safe: each thread has its own. */
public final class Session {

    private final Predictor predictor;
    private State state;

    Session(Predictor predictor, State state) {
        this.predictor = predictor;
        this.state = state;
    }

    /**
     * The next step.
     *
     * @param xt (nX, m)
     * @return (nY, m), the prediction
     * @throws IllegalArgumentException if {@code xt} is null or its shape does not fit; the state is then as before
     */
    public Matrix step(Matrix xt) {
        Prediction prediction = predictor.step("Session.step", xt, state);
        state = prediction.state();
        return prediction.y();
    }

    /**
     * The next T steps in one pass, with the bits of {@link #step} called for each.
     *
     * @param x T inputs, each (nX, m)
     * @return T predictions, each (nY, m)
     * @throws IllegalArgumentException if {@code x} is null or empty or a shape does not fit; the state is then as before
     */
    public List<Matrix> predict(List<Matrix> x) {
        Checks.steps("Session.predict", "x", x, "nX, m", predictor.model().nX(), state.m());
        Pass<?> pass = predictor.pass(x, state);
        state = pass.last();
        return pass.forward().yPred();
    }

    /**
     * The state now.
     *
     * @return a value that may be kept and returned to
     */
    public State state() {
        return state;
    }

    /**
     * Goes on from another state.
     *
     * @param state of the same predictor, with any number of sequences: the steps to come have as many
     * @throws IllegalArgumentException if {@code state} is null or not of the predictor's kind and nA
     */
    public void goTo(State state) {
        predictor.checkState("Session.goTo", state);
        state.check("Session.goTo", this.state.matrices().size());
        this.state = state;
    }

    @Override
    public String toString() {
        return "Session of " + predictor.model() + ", m = " + state.m();
    }
}
