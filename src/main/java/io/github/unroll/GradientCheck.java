package io.github.unroll;

import io.github.unroll.GradientCells.Kind;
import io.github.unroll.GradientReport.Comparison;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Compares any gradient with numerical differentiation: any loss over named matrices, against any claimed gradient.
 *
 * <pre>{@code
 * GradientReport report = GradientCheck.of(values -> loss(values.get("W"), values.get("b"), values.steps("x")))
 *         .with("W", W, dW)           // a matrix and its claimed gradient
 *         .with("b", b, db)
 *         .withSteps("x", x, dx)      // a sequence: a matrix a step
 *         .run();
 * System.out.println(report);         // per matrix the worst entry, claimed and numerical value, verdict
 * report.assertPassed();              // throws with the worst entries and hints
 * }</pre>
 *
 * <p>For code with arrays of its own the loss has no arguments and the entries are moved in place, then put back bit for bit:
 *
 * <pre>{@code
 * GradientCheck.inPlace(() -> network.loss(x, y)).withArray("W", network.W, dW).withArray("b", network.b, db).run();
 * }</pre>
 *
 * <p>Of a recurrent network check the gradient at the inputs too, as a sequence: the report then tells from which step on it is
 * wrong, which is how a carry that was lost shows. The gradients of its weights are just wrong everywhere.
 *
 * <p><b>The numerical value</b> is the central difference, over the distance between the two values really evaluated:
 *
 * <pre>{@code
 * n = (L(θ + h) - L(θ - h)) / ((θ + h) - (θ - h))       h = 1e-5 max(1, |θ|)
 * }</pre>
 *
 * <p><b>What passes.</b> Every compared entry, and the whole matrix, must have a relative error of at most the tolerance,
 * 1e-7:
 *
 * <pre>{@code
 * entry   |a - n| / max(|a| + |n|, floor)          floor = 16 ulp(1) max(1, |L|) / h / tolerance
 * whole   ‖a - n‖ / max(‖a‖ + ‖n‖, floor of all)   floor of all = max floor + sqrt(sum floor²) / 4
 * }</pre>
 *
 * A loss in double precision is rounded by about {@code ulp(1) |L|}, which a difference divides by h: of a derivative
 * smaller than the floor (0.0036 for a loss up to 1) the tolerance asks for more digits than were measured, so its error is
 * taken relative to the floor. It then passes if it is right to {@code 3.6e-10 max(1, |L|)}. A mistake smaller than that shows
 * with {@link #fivePoints()}, whose larger step divides the noise by a hundred. Of a loss computed in float there is nothing
 * left over such steps; the report says so, and which wider ones are worth a try.
 *
 * <p><b>Kinks.</b> An entry that disagrees is measured again with a step a hundred times smaller. If that proves a kink (as
 * ReLU's) inside the first step, the smaller step counts; if the kink is at θ itself, or nearer than half the smaller step,
 * any claim between the slopes to its left and right is agreement. The report says how many entries were judged in this way.
 * A loss that is rough, as with a float inside it, is told from one with kinks. Where only the curvature jumps, at θ itself, as of
 * relu² or Huber's loss, the difference errs by a quarter of that jump times h, which no smaller step makes out if it is small.
 *
 * <p>A check is not thread-safe; each of its methods but {@link #run()} changes it and returns it.
 */
public final class GradientCheck {

    private final ToDoubleFunction<NamedValues> loss;
    private final boolean inPlace;
    private final Map<String, GradientSubject> subjects = new LinkedHashMap<>();

    private double tolerance = 1e-7;
    private double step; // 0: the default of the formula in use
    private boolean fivePoints;
    private int sample;
    private int directions;
    private long seed;
    private double absoluteFloor = -1; // negative: the default
    private int examples;

    private GradientCheck(ToDoubleFunction<NamedValues> loss, boolean inPlace) {
        this.loss = loss;
        this.inPlace = inPlace;
    }

    /**
     * A check of a loss that is given its values by name.
     *
     * @param loss must use what it is given, return the same for the same values, and not modify anything
     * @return a check to which names are still to be added
     * @throws IllegalArgumentException if {@code loss} is null
     */
    public static GradientCheck of(ToDoubleFunction<NamedValues> loss) {
        Shapes.present("GradientCheck.of", "loss", loss);
        return new GradientCheck(loss, false);
    }

    /**
     * A check of a loss that reads arrays of the caller's own, to be named with {@code withArray}.
     *
     * @param loss must read the arrays at every call, and leave them as they are
     * @return a check to which arrays are still to be added
     * @throws IllegalArgumentException if {@code loss} is null
     */
    public static GradientCheck inPlace(DoubleSupplier loss) {
        Shapes.present("GradientCheck.inPlace", "loss", loss);
        return new GradientCheck(values -> loss.getAsDouble(), true);
    }

    // ------------------------------------------------------------------------------------------------------- names

    /**
     * Adds a matrix and the gradient that is claimed for it. A claimed gradient that is null or of another shape is a
     * failure in the report, not an exception: it is what is being checked.
     *
     * @param name under which the loss asks for it
     * @param value the matrix
     * @param claimed dLoss/dvalue, of the value's shape
     * @return this check
     * @throws IllegalArgumentException if {@code name} is null or taken, {@code value} is null, or the loss has no
     *     arguments
     */
    public GradientCheck with(String name, Matrix value, Matrix claimed) {
        return add(matrix(name, value, claimed));
    }

    private GradientSubject matrix(String name, Matrix value, Matrix claimed) {
        checkValue("GradientCheck.with", name, value);
        List<Matrix> claim = claimed == null ? null : List.of(claimed);
        return checkNew("GradientCheck.with", GradientSubject.ofMatrices(name, Kind.MATRIX, List.of(value), claim));
    }

    /**
     * Adds several matrices. A name without a claimed gradient and a claimed gradient without a value are failures in
     * the report.
     *
     * @param values the matrices by name
     * @param claimed the claimed gradients by the same names
     * @return this check
     * @throws IllegalArgumentException if a map is null, or as for {@link #with(String, Matrix, Matrix)}
     */
    public GradientCheck with(Map<String, Matrix> values, Map<String, Matrix> claimed) {
        Shapes.present("GradientCheck.with", "values", values);
        Shapes.present("GradientCheck.with", "claimed", claimed);
        List<GradientSubject> all = new ArrayList<>(); // added when none of them is refused
        for (String name : values.keySet()) {
            Shapes.present("GradientCheck.with", "name", name);
            all.add(matrix(name, values.get(name), claimed.get(name)));
        }
        for (String name : claimed.keySet()) {
            Shapes.present("GradientCheck.with", "name", name);
            if (!values.containsKey(name)) {
                all.add(checkNew("GradientCheck.with", GradientSubject.extra(name)));
            }
        }
        all.forEach(this::add);
        return this;
    }

    /**
     * Adds a sequence, a matrix a step, and the gradient that is claimed for it. A claimed gradient that is null, of
     * another length or of other shapes is a failure in the report.
     *
     * @param name under which the loss asks for it
     * @param values T matrices of one shape
     * @param claimed dLoss/dvalues, of the same length and shapes
     * @return this check
     * @throws IllegalArgumentException if {@code name} is null or taken, {@code values} is null, empty or of differing
     *     shapes, or the loss has no arguments
     */
    public GradientCheck withSteps(String name, List<Matrix> values, List<Matrix> claimed) {
        checkValue("GradientCheck.withSteps", name, values);
        Shapes.checkSteps("GradientCheck.withSteps", name, values, "rows", Shapes.ANY, "columns", Shapes.ANY);
        return add(checkNew("GradientCheck.withSteps", GradientSubject.ofMatrices(name, Kind.STEPS, values, claimed)));
    }

    /**
     * Adds an array {@code [row][column]} that the loss reads by itself: its entries are moved in place and put back bit
     * for bit, also when the loss throws.
     *
     * @param name of the array
     * @param value the array that the loss reads
     * @param claimed dLoss/dvalue, of the same shape; copied. Null or another shape is a failure in the report
     * @return this check
     * @throws IllegalArgumentException if {@code name} is null or taken, or {@code value} is null, empty or ragged
     */
    public GradientCheck withArray(String name, double[][] value, double[][] claimed) {
        double[][][] cells = value == null ? null : new double[][][] {value};
        return addArray(name, Kind.MATRIX, cells, claimed == null ? null : new double[][][] {claimed});
    }

    /**
     * Adds a vector that the loss reads by itself, as {@link #withArray(String, double[][], double[][])}.
     *
     * @param name of the vector
     * @param value the array that the loss reads
     * @param claimed dLoss/dvalue, of the same length; copied
     * @return this check
     * @throws IllegalArgumentException if {@code name} is null or taken, or {@code value} is null or empty
     */
    public GradientCheck withArray(String name, double[] value, double[] claimed) {
        double[][][] cells = value == null ? null : new double[][][] {{value}};
        return addArray(name, Kind.VECTOR, cells, claimed == null ? null : new double[][][] {{claimed}});
    }

    /**
     * Adds a sequence {@code [step][row][column]} that the loss reads by itself, as
     * {@link #withArray(String, double[][], double[][])}.
     *
     * @param name of the sequence
     * @param values the array that the loss reads
     * @param claimed dLoss/dvalues, of the same shape; copied
     * @return this check
     * @throws IllegalArgumentException if {@code name} is null or taken, or {@code values} is null, empty or ragged
     */
    public GradientCheck withArray(String name, double[][][] values, double[][][] claimed) {
        return addArray(name, Kind.STEPS, values, claimed);
    }

    private GradientCheck addArray(String name, Kind kind, double[][][] value, double[][][] claimed) {
        Shapes.present("GradientCheck.withArray", "name", name);
        String problem = GradientCells.problem(value);
        if (problem != null) {
            throw Shapes.error("GradientCheck.withArray", name, "rectangular with at least one entry", problem);
        }
        return add(checkNew("GradientCheck.withArray", GradientSubject.ofArrays(name, kind, value, claimed)));
    }

    private void checkValue(String method, String name, Object value) {
        Shapes.present(method, "name", name);
        Shapes.present(method, name, value);
        if (inPlace) {
            throw Shapes.error(method, name, "an array that the loss reads by itself (withArray)", "a Matrix");
        }
    }

    private GradientSubject checkNew(String method, GradientSubject subject) {
        if (subjects.containsKey(subject.name)) {
            throw Shapes.error(method, "name", "new", subject.name + " for the second time");
        }
        return subject;
    }

    private GradientCheck add(GradientSubject subject) {
        subjects.put(subject.name, subject);
        return this;
    }

    // ----------------------------------------------------------------------------------------------------- options

    /**
     * Four evaluations an entry instead of two. The error of the formula falls from h² to h⁴, so that its step can be
     * 1e-3 instead of 1e-5, and rounding weighs a hundred times less.
     *
     * <pre>{@code
     * n = (4 D(h) - D(2h)) / 3     D(h) = (L(θ + h) - L(θ - h)) / 2h     h = 1e-3 max(1, |θ|)
     * }</pre>
     *
     * @return this check
     */
    public GradientCheck fivePoints() {
        fivePoints = true;
        return this;
    }

    /**
     * Compares slopes along random directions, in which all entries of a name move together, instead of single entries:
     * for models with too many. The report then has no worst entry, only a worst direction, and kinks are not recognised.
     *
     * <pre>{@code
     * <claimed, v>   against   (L(θ + h v) - L(θ - h v)) / 2h      v_i = ±u / ‖u‖, u from 1/2 to 3/2, h = 1e-5 max(1, rms θ)
     * }</pre>
     *
     * @param count directions of each name, at least 1
     * @param seed for v; with the same seed a name gets the same directions, whatever else is checked
     * @return this check
     * @throws IllegalArgumentException if {@code count} is below 1 or a sample is set
     */
    public GradientCheck directions(int count, long seed) {
        Shapes.size("GradientCheck.directions", "count", count);
        if (sample != 0) {
            throw Shapes.error("GradientCheck.directions", "sample", "unset", String.valueOf(sample));
        }
        this.directions = count;
        this.seed = seed;
        return this;
    }

    /**
     * Compares some entries of each name, drawn without repetition, instead of all. A claimed value that is not finite
     * is found wherever it is.
     *
     * @param entries of each name (of a sequence: of all its steps together), at least 1; all if a name has not as many
     * @param seed for the draw; with the same seed a name gets the same entries, whatever else is checked
     * @return this check
     * @throws IllegalArgumentException if {@code entries} is below 1 or directions are set
     */
    public GradientCheck sample(int entries, long seed) {
        Shapes.size("GradientCheck.sample", "entries", entries);
        if (directions != 0) {
            throw Shapes.error("GradientCheck.sample", "directions", "unset", String.valueOf(directions));
        }
        this.sample = entries;
        this.seed = seed;
        return this;
    }

    /**
     * The largest relative error that passes; 1e-7 if not set.
     *
     * @param tolerance from 1e-15, which is about the rounding of a double, to below 1
     * @return this check
     * @throws IllegalArgumentException if it is not
     */
    public GradientCheck tolerance(double tolerance) {
        this.tolerance = from(1e-15, "GradientCheck.tolerance", "tolerance", tolerance);
        return this;
    }

    /**
     * The step h at an entry of size up to 1; 1e-5 if not set, 1e-3 with {@link #fivePoints()}.
     *
     * @param step from 1e-13, which still moves every value, to below 1
     * @return this check
     * @throws IllegalArgumentException if it is not
     */
    public GradientCheck step(double step) {
        this.step = from(1e-13, "GradientCheck.step", "step", step);
        return this;
    }

    /**
     * The size below which an entry's error is measured against this size, instead of the size that follows from the
     * rounding of the loss.
     *
     * @param floor at least 0; 0 for a purely relative error
     * @return this check
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public GradientCheck absoluteFloor(double floor) {
        if (!(floor >= 0) || floor == Double.POSITIVE_INFINITY) {
            throw Shapes.error("GradientCheck.absoluteFloor", "floor", "at least 0 and finite", String.valueOf(floor));
        }
        this.absoluteFloor = floor;
        return this;
    }

    /**
     * The number of examples, so that a hint about a sum against a mean can name it. If not set, it is the number of
     * columns of a sequence.
     *
     * @param m at least 1
     * @return this check
     * @throws IllegalArgumentException if it is below 1
     */
    public GradientCheck examples(int m) {
        Shapes.size("GradientCheck.examples", "m", m);
        this.examples = m;
        return this;
    }

    private static double from(double least, String method, String name, double value) {
        if (!(value >= least && value < 1)) {
            throw Shapes.error(method, name, "from " + least + " to below 1", String.valueOf(value));
        }
        return value;
    }

    // --------------------------------------------------------------------------------------------------------- run

    /**
     * Runs the check: three evaluations of the loss, and two or more for each entry or direction. An exception of the
     * loss itself passes through unchanged.
     *
     * @return what was found; wrong gradients are in the report, not exceptions
     * @throws IllegalArgumentException if no names were added; a value is not finite; the loss is not finite, at the
     *     values or where one is moved; or it is not the same at the first two evaluations or after the check
     */
    public GradientReport run() {
        if (subjects.isEmpty()) {
            throw Shapes.error("GradientCheck.run", "names", "at least one (with, withSteps, withArray)", "none");
        }
        List<GradientSubject> all = List.copyOf(subjects.values());
        all.forEach(GradientSubject::checkFinite);
        double h = step != 0 ? step : fivePoints ? 1e-3 : 1e-5;
        GradientSettings settings =
                new GradientSettings(tolerance, h, fivePoints, sample, directions, seed, absoluteFloor, examples);
        NumericalGradient numerical = new NumericalGradient(loss, all, settings);
        List<Comparison> comparisons = new ArrayList<>();
        for (GradientSubject subject : all) {
            comparisons.add(
                    subject.verdict != null
                            ? subject.notCompared()
                            : numerical.differences(subject).comparison(all));
        }
        numerical.checkUnchanged();
        return new GradientReport(numerical.loss(), tolerance, comparisons);
    }
}
