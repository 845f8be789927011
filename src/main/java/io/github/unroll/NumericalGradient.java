package io.github.unroll;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Evaluates the loss at moved entries: the differences of a {@link GradientCheck}. What is moved is always put back. */
final class NumericalGradient {

    /** Rounding in two losses leaves about {@code ulp(1) max(1, |L|) / h}; real losses were seen to stay below 16 of these. */
    private static final double NOISE = 16 * Math.ulp(1.0);

    /** How much smaller the step of five points is where the first one errs on a smooth loss. */
    private static final double NEARER = 10;

    /** How much smaller the step is with which an entry that disagrees is measured again. */
    private static final double FINER = 100;

    /** How many gaps of the first step a slope over the finer one may be away, as where kinks to both sides take from it. */
    private static final double ROUGH = 4;

    private final ToDoubleFunction<NamedValues> loss;
    private final List<GradientSubject> subjects;
    private final GradientSettings settings;
    private final double base; // the loss where nothing is moved
    private boolean allFloats = true; // until a loss comes that has more bits than a float
    private boolean someFull = false; // until one comes that needs all of a float's

    /** Evaluates the loss twice; refuses one that is not finite or not the same. */
    NumericalGradient(ToDoubleFunction<NamedValues> loss, List<GradientSubject> subjects, GradientSettings settings) {
        this.loss = loss;
        this.subjects = subjects;
        this.settings = settings;
        this.base = evaluate();
        if (!Double.isFinite(base)) {
            throw Shapes.error("GradientCheck.run", "loss", "finite", String.valueOf(base));
        }
        double again = evaluate();
        if (again != base) {
            String actual = base + " and then " + again + " (dropout, a new seed, or state kept between calls?)";
            throw Shapes.error("GradientCheck.run", "loss", "the same at every evaluation", actual);
        }
    }

    double loss() {
        return base;
    }

    /** Evaluates the loss once more where nothing is moved: the evaluations in between must have left no trace. */
    void checkUnchanged() {
        double last = evaluate();
        if (last != base) {
            String actual = base + " and then " + last + " (does the loss change its arguments, or keep state?)";
            throw Shapes.error("GradientCheck.run", "loss", "the same after the check as before", actual);
        }
    }

    // ----------------------------------------------------------------------------------------------------- entries

    /** What the settings ask for: entries or directions. */
    GradientDifferences differences(GradientSubject subject) {
        return settings.directions() == 0 ? entries(subject) : directions(subject);
    }

    /** Every entry, or a sample of them, one at a time. */
    private GradientDifferences entries(GradientSubject subject) {
        int[] indices = indices(subject);
        double[] claimed = new double[indices.length];
        double[] numerical = new double[indices.length];
        double[] floors = new double[indices.length];
        int kinks = 0;
        int rough = 0;
        for (int k = 0; k < indices.length; k++) {
            claimed[k] = subject.claimed[indices[k]];
            double h = settings.step() * Math.max(1, Math.abs(subject.cells.get(indices[k])));
            GradientSlopes slopes = slopes(subject, indices[k], h);
            Measured measured = measured(subject, indices[k], h, slopes);
            if (settings.fivePoints() && isWrong(measured, claimed[k])) {
                // five points reach far; where the loss is curved, and not kinked, nearer ones err less
                GradientSlopes nearer = slopes(subject, indices[k], h / NEARER);
                if (nearer.gap() < slopes.gap() / 4) {
                    h /= NEARER;
                    slopes = nearer;
                    measured = measured(subject, indices[k], h, slopes);
                }
            }
            if (isWrong(measured, claimed[k])) {
                measured = again(subject, indices[k], h, slopes, measured, claimed[k]);
            }
            numerical[k] = measured.numerical();
            floors[k] = measured.floor();
            kinks += measured.finding() == Finding.KINK ? 1 : 0;
            rough += measured.finding() == Finding.ROUGH ? 1 : 0;
        }
        return new GradientDifferences(
                subject, indices, claimed, numerical, floors, kinks, rough, base, floatLosses(), settings);
    }

    private boolean isWrong(Measured measured, double claimed) {
        return !(measured.error(claimed) <= settings.tolerance());
    }

    /** The central difference over h, or with twice that the difference of five points. */
    private Measured measured(GradientSubject subject, int index, double h, GradientSlopes slopes) {
        double central = slopes.central();
        double value = settings.fivePoints()
                ? (4 * central - slopes(subject, index, 2 * h).central()) / 3
                : central;
        return new Measured(value, floor(h), Finding.NONE);
    }

    /**
     * A second look at an entry that disagrees. With a step a hundred times smaller, the slopes to the left and to the
     * right tell a kink from a mistake. Where they still differ at no distance at all and the claim lies between them, the
     * loss has a kink at this very value, and the claim is as good as any. Where the derivative itself is another than
     * before, by more than rounding explains, the kink was inside the first step, and the smaller step counts; or a quarter of
     * it, where it holds a kink itself, or the curvature jumps and every slope errs by a multiple of the step.
     *
     * <pre>{@code
     * slope to one side, over h = slope at 0 + curvature h / 2 + ...      so 2 slope(h) - slope(2 h) = slope at 0
     * jump = slope to the right - slope to the left:    jump at 0 = jump(h) for a kink,  0 for a curvature,  3/2 jump(h) for a step
     * kink at a distance of d h, J the jump there:      jump(h) = J (1 - d),   jump at 0 = J (1 - 3/2 d),   d below 1
     * }</pre>
     */
    private Measured again(
            GradientSubject subject, int index, double h, GradientSlopes wide, Measured measured, double claimed) {
        double near = h / FINER;
        double noise = noise(near);
        GradientSlopes narrow = slopes(subject, index, near);
        GradientSlopes twice = slopes(subject, index, 2 * near);
        GradientSlopes atZero = narrow.atZero(twice);
        if (floatLosses() || !isAsBefore(wide, narrow, noise) && !isSteady(subject, index, near, narrow, atZero)) {
            return new Measured(measured.numerical(), measured.floor(), Finding.ROUGH);
        }
        double part = atZero.jump() / narrow.jump();
        boolean kinkHere =
                atZero.gap() > 8 * noise && part > 0.5 && part < 1.25; // noise of two slopes, each 2 of one less 1
        if (kinkHere) {
            double nearest = Math.max(atZero.low(), Math.min(atZero.high(), claimed));
            return new Measured(nearest, 4 * floor(near), Finding.KINK);
        }
        if (Math.abs(narrow.central() - twice.central()) > 4 * noise) {
            double central = quarter(subject, index, near).central();
            return new Measured(central, 3 * floor(near / 4), Finding.KINK);
        }
        boolean kinkNear = Math.abs(narrow.central() - measured.numerical()) > 4 * noise;
        return kinkNear ? new Measured(narrow.central(), floor(near), Finding.KINK) : measured;
    }

    /** The slopes at 0 from those over a quarter and over half a step: beside kinks as near as half of it. */
    private GradientSlopes quarter(GradientSubject subject, int index, double near) {
        return slopes(subject, index, near / 4).atZero(slopes(subject, index, near / 2));
    }

    /**
     * Whether the slopes over the smaller step are such as kinks leave that lie to one side. A loss that is rough, as one
     * computed in float, has gaps too, but a hundred times smaller ones over the wider step, where a kink has the same; and its
     * slopes over the smaller step are far from those over the wider one.
     */
    private static boolean isAsBefore(GradientSlopes wide, GradientSlopes narrow, double noise) {
        double farthest = ROUGH * wide.gap() + 8 * noise;
        return narrow.gap() <= farthest && wide.distance(narrow.central()) <= farthest;
    }

    /** Whether smaller steps find the same slope at 0, as between kinks to both sides; of a rough loss they do not, or find 0. */
    private boolean isSteady(
            GradientSubject subject, int index, double near, GradientSlopes narrow, GradientSlopes atZero) {
        double smaller = quarter(subject, index, near).central();
        double same = 4 * noise(near / 4) + 1e-6 * Math.abs(smaller);
        return narrow.central() != 0 && Math.abs(smaller - atZero.central()) <= same;
    }

    private GradientSlopes slopes(GradientSubject subject, int index, double h) {
        double here = subject.cells.get(index);
        double right = here + h;
        double left = here - h;
        double lossRight = lossAt(subject, index, right, h);
        double lossLeft = lossAt(subject, index, left, -h);
        // the distance between the values that were really evaluated, not 2 h, which they may miss by rounding
        return new GradientSlopes(
                (base - lossLeft) / (here - left),
                (lossRight - base) / (right - here),
                (lossRight - lossLeft) / (right - left));
    }

    private double lossAt(GradientSubject subject, int index, double value, double h) {
        double saved = subject.cells.get(index);
        int step = subject.cells.step(index);
        subject.set(index, value);
        try {
            subject.publish(step, step + 1);
            return finite(evaluate(), GradientTable.at(subject.name, subject.cells.place(index)), h);
        } finally {
            subject.set(index, saved);
            subject.withdraw(step, step + 1);
        }
    }

    /** All indices, or the sample's; the first claimed value that is not finite is always among them. */
    private int[] indices(GradientSubject subject) {
        int size = subject.cells.size();
        BitSet chosen = new BitSet(size);
        if (settings.sample() == 0 || settings.sample() >= size) {
            chosen.set(0, size);
        } else {
            Random random = random(subject);
            while (chosen.cardinality() < settings.sample()) {
                chosen.set(random.nextInt(size));
            }
        }
        int infinite = GradientDifferences.firstNotFinite(subject.claimed);
        if (infinite >= 0) {
            chosen.set(infinite);
        }
        return chosen.stream().toArray();
    }

    // -------------------------------------------------------------------------------------------------- directions

    /** All entries together, along random unit vectors: the claimed and the measured slope of each. */
    private GradientDifferences directions(GradientSubject subject) {
        int count = settings.directions();
        double[] origin = subject.cells.flat();
        double[] claimed = new double[count];
        double[] numerical = new double[count];
        double[] floors = new double[count];
        double typical = GradientDifferences.norm(origin) / Math.sqrt(origin.length);
        double h = settings.step() * Math.max(1, typical);
        Random random = random(subject);
        for (int k = 0; k < count; k++) {
            double[] direction = direction(origin.length, random);
            double[] near = along(subject, origin, direction, h, k);
            claimed[k] = near[0];
            numerical[k] = near[1];
            if (settings.fivePoints()) {
                double[] far = along(subject, origin, direction, 2 * h, k);
                claimed[k] = (4 * near[0] - far[0]) / 3;
                numerical[k] = (4 * near[1] - far[1]) / 3;
            }
            floors[k] = floor(h);
        }
        return new GradientDifferences(subject, null, claimed, numerical, floors, 0, 0, base, floatLosses(), settings);
    }

    /** Of length 1. Not of signs alone: of every two mistakes of one size half the directions would see nothing. */
    private static double[] direction(int entries, Random random) {
        double[] direction = new double[entries];
        for (int i = 0; i < entries; i++) {
            direction[i] = (random.nextBoolean() ? 0.5 : -0.5) * (1 + 2 * random.nextDouble());
        }
        double length = GradientDifferences.norm(direction);
        for (int i = 0; i < entries; i++) {
            direction[i] /= length;
        }
        return direction;
    }

    /** The claimed and the measured slope along a direction, both over the distances that were really moved. */
    private double[] along(GradientSubject subject, double[] origin, double[] direction, double h, int number) {
        double[] right = new double[origin.length];
        double[] left = new double[origin.length];
        double change = 0; // sum of claimed_i (right_i - left_i)
        for (int i = 0; i < origin.length; i++) {
            right[i] = origin[i] + h * direction[i];
            left[i] = origin[i] - h * direction[i];
            change += subject.claimed[i] * (right[i] - left[i]);
        }
        if (Arrays.equals(right, left)) {
            String size = "large enough to move an entry of " + subject.name + " in a direction";
            throw Shapes.error("GradientCheck.run", "step", size, String.valueOf(settings.step()));
        }
        double difference = lossAt(subject, origin, right, h, number) - lossAt(subject, origin, left, -h, number);
        return new double[] {change / (2 * h), difference / (2 * h)};
    }

    private double lossAt(GradientSubject subject, double[] origin, double[] values, double h, int number) {
        int steps = subject.cells.steps();
        try {
            setAll(subject, values);
            subject.publish(0, steps);
            return finite(evaluate(), subject.name + " in direction " + number, h);
        } finally {
            setAll(subject, origin);
            subject.withdraw(0, steps);
        }
    }

    private static void setAll(GradientSubject subject, double[] values) {
        for (int i = 0; i < values.length; i++) {
            subject.set(i, values[i]);
        }
    }

    // ------------------------------------------------------------------------------------------------------ shared

    private double evaluate() {
        double value = loss.applyAsDouble(new NamedValues(subjects));
        allFloats &= (float) value == value;
        someFull |= (Float.floatToIntBits((float) value) & 3) != 0;
        return value;
    }

    /** Whether all losses so far look as if computed in float: such numbers, and not because they are short ones. */
    private boolean floatLosses() {
        return allFloats && someFull;
    }

    private static double finite(double value, String what, double h) {
        if (!Double.isFinite(value)) {
            String name = String.format(Locale.ROOT, "loss with %s moved by %.1e", what, h);
            throw Shapes.error("GradientCheck.run", name, "finite", String.valueOf(value));
        }
        return value;
    }

    /** What rounding can do to a derivative that is measured with step h. */
    private double noise(double h) {
        return NOISE * Math.max(1, Math.abs(base)) / h;
    }

    /** The size whose tolerance is the noise. Below it nothing can be asked for: the error is measured against it. */
    private double floor(double h) {
        return settings.absoluteFloor() >= 0 ? settings.absoluteFloor() : noise(h) / settings.tolerance();
    }

    /** The seed and the name alone, so that a sample does not depend on what else is checked. */
    private Random random(GradientSubject subject) {
        return new Random(settings.seed() ^ subject.name.hashCode() * 0x9E3779B97F4A7C15L);
    }

    /** What a second look found. */
    private enum Finding {
        NONE,
        KINK,
        ROUGH
    }

    private record Measured(double numerical, double floor, Finding finding) {

        double error(double claimed) {
            return GradientDifferences.relativeError(claimed, numerical, floor);
        }
    }
}
