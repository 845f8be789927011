package io.github.unroll;

/** How the losses of the examples and steps become one number. There is no default: the caller says which. */
public enum Reduction {
    /** {@code sum of w l}: twice as many examples, twice the loss. */
    SUM,

    /** {@code (sum of w l) / (sum of w)}: the weighted mean over the examples and steps that have a target. */
    MEAN
}
