package io.github.unroll.train;

/** A loss, a gradient or an update that is not finite: the training has ended. */
public final class DivergedException extends ArithmeticException {

    private static final long serialVersionUID = 1L;

    /** The number of the update that could not be made. */
    private final long step;

    /** The loss at that step. */
    private final double loss;

    /** The norm of the gradient, before clipping, at that step. */
    private final double gradientNorm;

    /** The learning rate of that step. */
    private final double rate;

    DivergedException(String what, long step, double loss, double gradientNorm, double rate) {
        super(what + " of step " + step + " must be finite but was not: loss " + loss
                + ", gradient norm before clipping " + gradientNorm + ", rate " + rate);
        this.step = step;
        this.loss = loss;
        this.gradientNorm = gradientNorm;
        this.rate = rate;
    }

    /**
     * The number of the update that could not be made.
     *
     * @return from 1
     */
    public long step() {
        return step;
    }

    /**
     * The loss at that step.
     *
     * @return the loss, finite or not
     */
    public double loss() {
        return loss;
    }

    /**
     * The norm of the gradient at that step, before clipping.
     *
     * @return the norm, finite or not
     */
    public double gradientNorm() {
        return gradientNorm;
    }

    /**
     * The learning rate of that step.
     *
     * @return the rate
     */
    public double rate() {
        return rate;
    }
}
