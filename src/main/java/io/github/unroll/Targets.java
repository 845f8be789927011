package io.github.unroll;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the predictions are compared with: a target at every step (many-to-many, next-step prediction) or at the last step
 * only (many-to-one), and a weight for each example and step.
 *
 * <p>In a batch of sequences of different lengths the last step is each example's own, and targets and weights past an
 * example's length are never looked at. Neither is a target whose weight is 0.
 */
public final class Targets {

    private final List<Matrix> steps; // each (nY, m); one only if lastStep
    private final boolean lastStep;
    private final Matrix weights; // (m, T), or (m, 1) if lastStep

    private Targets(List<Matrix> steps, boolean lastStep, Matrix weights) {
        this.steps = steps;
        this.lastStep = lastStep;
        this.weights = weights;
    }

    /**
     * A target at every step, each of weight 1.
     *
     * @param targets T matrices, each (nY, m)
     * @return the targets
     * @throws IllegalArgumentException if {@code targets} is null or empty, or its matrices differ in shape
     */
    public static Targets everyStep(List<Matrix> targets) {
        Shapes.checkSteps("Targets.everyStep", "targets", targets, "nY", Shapes.ANY, "m", Shapes.ANY);
        return new Targets(List.copyOf(targets), false, null);
    }

    /**
     * One target for each example, at its last step, of weight 1.
     *
     * @param target (nY, m)
     * @return the targets
     * @throws IllegalArgumentException if {@code target} is null
     */
    public static Targets lastStep(Matrix target) {
        Shapes.present("Targets.lastStep", "target", target);
        return new Targets(List.of(target), true, null);
    }

    /**
     * The same targets with a weight for each example and step.
     *
     * @param weights (m, T), or (m, 1) for targets at the last step; finite and at least 0
     * @return the weighted targets
     * @throws IllegalArgumentException if {@code weights} is null or of another shape, or a weight is negative, infinite or NaN
     */
    public Targets weighted(Matrix weights) {
        Shapes.check(
                "Targets.weighted",
                "weights",
                weights,
                "m",
                steps.get(0).columns(),
                lastStep ? "1" : "T",
                steps.size());
        for (int j = 0; j < weights.rows(); j++) {
            for (int t = 0; t < weights.columns(); t++) {
                if (!(weights.get(j, t) >= 0 && weights.get(j, t) < Double.POSITIVE_INFINITY)) {
                    throw Shapes.error(
                            "Targets.weighted",
                            "weights at (" + j + ", " + t + ")",
                            "finite and at least 0",
                            String.valueOf(weights.get(j, t)));
                }
            }
        }
        return new Targets(steps, lastStep, weights);
    }

    @Override
    public String toString() {
        String place = lastStep ? "the last step" : "every step, T = " + steps.size();
        return "Targets " + Shapes.of(step(0)) + " at " + place + (weights == null ? "" : ", weighted");
    }

    /** Whether only the last step of each example has a target. */
    boolean isLastStep() {
        return lastStep;
    }

    /** The number of steps these targets are for, or 1 if only the last has one. */
    int size() {
        return steps.size();
    }

    /** The targets of step t, (nY, m). */
    Matrix step(int t) {
        return steps.get(lastStep ? 0 : t);
    }

    /** The weight of example j at step t. */
    double weight(int j, int t) {
        return weights == null ? 1.0 : weights.get(j, lastStep ? 0 : t);
    }

    /** The examples that have a target of weight above 0 at each step, from the last step to the first. */
    List<Mask> graded(List<Mask> live) {
        List<Mask> graded = new ArrayList<>(live.size());
        for (int t = live.size() - 1; t >= 0; t--) {
            boolean all = weights == null && (!lastStep || t == live.size() - 1);
            graded.add(all ? live.get(t) : graded(t, live));
        }
        return graded;
    }

    private Mask graded(int t, List<Mask> live) {
        Mask now = live.get(t);
        boolean end = t == live.size() - 1;
        int[] columns = new int[now.count()];
        int count = 0;
        for (int i = 0; i < columns.length; i++) {
            int j = now.column(i);
            boolean last = end || !live.get(t + 1).get(j);
            if ((last || !lastStep) && weight(j, t) > 0) {
                columns[count++] = j;
            }
        }
        return Mask.of(now.m(), Arrays.copyOf(columns, count));
    }
}
