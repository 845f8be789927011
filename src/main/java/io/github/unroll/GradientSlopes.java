package io.github.unroll;

/** What {@link NumericalGradient} measures at one step: the slopes of the loss to the left, to the right, and across. */
record GradientSlopes(double left, double right, double central) {

    double jump() {
        return right - left;
    }

    double gap() {
        return Math.abs(jump());
    }

    /** The slopes over no distance, from these and those over twice the distance. */
    GradientSlopes atZero(GradientSlopes twice) {
        return new GradientSlopes(2 * left - twice.left, 2 * right - twice.right, 2 * central - twice.central);
    }

    double low() {
        return Math.min(left, right);
    }

    double high() {
        return Math.max(left, right);
    }

    /** How far a slope is from lying between these two. */
    double distance(double slope) {
        return Math.max(0, Math.max(low() - slope, slope - high()));
    }
}
