package io.github.unroll.train;

/**
 * The learning rate as a function of the step: what the optimizer's rate is multiplied by. Any function is a schedule,
 * {@code step -> 1 / Math.sqrt(step)}. It must depend on the step alone, or a resumed training is not the same. For the
 * same bits on every JVM it takes {@code pow}, {@code exp} and {@code cos} from {@code StrictMath}: those of {@code Math} may
 * differ by an ulp.
 *
 * <pre>{@code
 * rate of update number step = optimizer's rate * factor(step)       step = 1, 2, ...
 * }</pre>
 */
@FunctionalInterface
public interface Schedule {

    /**
     * What the rate is multiplied by.
     *
     * @param step the number of the update, from 1
     * @return finite and at least 0
     */
    double factor(long step);

    /**
     * The optimizer's rate at every step.
     *
     * @return 1
     */
    static Schedule constant() {
        return new NamedSchedule("constant()", step -> 1);
    }

    /**
     * Multiplied again every so many steps.
     *
     * <pre>{@code factor^((step - 1) / every), the quotient rounded down}</pre>
     *
     * @param every steps between changes, at least 1
     * @param factor above 0, finite
     * @return the schedule
     * @throws IllegalArgumentException if a number is out of range
     */
    static Schedule decay(long every, double factor) {
        checkSteps("Schedule.decay", "every", every);
        Checks.positive("Schedule.decay", "factor", factor);
        return new NamedSchedule(
                "decay(" + every + ", " + factor + ")", step -> StrictMath.pow(factor, (step - 1) / every));
    }

    /**
     * Rises evenly from {@code 1 / steps} at the first step to 1, and stays there.
     *
     * <pre>{@code min(1, step / steps)}</pre>
     *
     * @param steps at least 1
     * @return the schedule
     * @throws IllegalArgumentException if {@code steps} is below 1
     */
    static Schedule warmup(long steps) {
        checkSteps("Schedule.warmup", "steps", steps);
        return new NamedSchedule("warmup(" + steps + ")", step -> step >= steps ? 1 : (double) step / steps);
    }

    /**
     * Falls along half a cosine from 1 at the first step, and is 0 after the last.
     *
     * <pre>{@code (1 + cos(π (step - 1) / steps)) / 2, then 0}</pre>
     *
     * <p>Loshchilov, I. and Hutter, F. (2017). SGDR: stochastic gradient descent with warm restarts. arXiv:1608.03983
     *
     * @param steps all steps of the training, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if {@code steps} is below 1
     */
    static Schedule cosine(long steps) {
        checkSteps("Schedule.cosine", "steps", steps);
        return new NamedSchedule(
                "cosine(" + steps + ")",
                step -> step > steps ? 0 : (1 + StrictMath.cos(Math.PI * (step - 1) / steps)) / 2);
    }

    /**
     * The product of two schedules, as in {@code warmup(100).times(cosine(5000))}.
     *
     * @param other the other
     * @return the product
     * @throws IllegalArgumentException if {@code other} is null
     */
    default Schedule times(Schedule other) {
        Checks.present("Schedule.times", "other", other);
        return new NamedSchedule(this + ".times(" + other + ")", step -> factor(step) * other.factor(step));
    }

    private static void checkSteps(String method, String name, long steps) {
        if (steps < 1) {
            throw Checks.error(method, name, "at least 1", String.valueOf(steps));
        }
    }
}
