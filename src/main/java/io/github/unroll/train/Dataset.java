package io.github.unroll.train;

import io.github.unroll.Matrix;
import io.github.unroll.Targets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Examples to learn from: sequences of any lengths and what should be predicted, padded into batches when they are
 * needed.
 *
 * <p>One example's sequence is a matrix (nX, length): here a column is a step. {@link Labels#oneHot} makes such a
 * matrix of a sequence of labels. Immutable.
 */
public final class Dataset {

    /** One sequence, x[nX][length], and its targets, y[nY][length], or y[nY][1] at its last step. */
    private record Example(double[][] x, double[][] y) {

        int length() {
            return x[0].length;
        }
    }

    private final List<Example> examples;
    private final boolean lastStep;

    private Dataset(List<Example> examples, boolean lastStep) {
        this.examples = examples;
        this.lastStep = lastStep;
    }

    /**
     * Many-to-one: a target at each sequence's own last step.
     *
     * @param x sequences, each (nX, its length)
     * @param y as many targets, each (nY, 1)
     * @return the examples
     * @throws IllegalArgumentException if a list is null or empty, holds a null or does not fit the other, a shape does
     *     not fit, or a number is not finite
     */
    public static Dataset lastStep(List<Matrix> x, List<Matrix> y) {
        return of("Dataset.lastStep", x, y, true);
    }

    /**
     * Many-to-many: a target at every step.
     *
     * @param x sequences, each (nX, its length)
     * @param y as many sequences of targets, each (nY, the length of its x)
     * @return the examples
     * @throws IllegalArgumentException as {@link #lastStep}
     */
    public static Dataset everyStep(List<Matrix> x, List<Matrix> y) {
        return of("Dataset.everyStep", x, y, false);
    }

    /**
     * Next-step prediction: the input of every step but the last, and the input of the step after it as its target.
     *
     * @param x sequences, each (nX, its length), at least 2 long
     * @return the examples, each one step shorter
     * @throws IllegalArgumentException if {@code x} is null or empty, holds a null, a sequence of 1 step or a number that
     *     is not finite, or sequences differ in nX
     */
    public static Dataset nextStep(List<Matrix> x) {
        List<Matrix> inputs = new ArrayList<>();
        List<Matrix> targets = new ArrayList<>();
        List<Matrix> sequences = Checks.notEmpty("Dataset.nextStep", "x", x);
        for (int j = 0; j < sequences.size(); j++) {
            Matrix sequence = sequences.get(j);
            int nX = sequences.get(0).rows();
            Checks.shape("Dataset.nextStep", "x[" + j + "]", sequence, "nX, T", nX, Checks.ANY);
            Checks.finite("Dataset.nextStep", "x[" + j + "]", sequence);
            double[][] rows = sequence.toArray();
            int T = rows[0].length;
            if (T < 2) {
                String expected = "a sequence of at least 2 columns (Chunks.nextStep takes a list of steps)";
                throw Checks.error("Dataset.nextStep", "x[" + j + "]", expected, "1");
            }
            inputs.add(Matrix.of(columns(rows, 0, T - 1)));
            targets.add(Matrix.of(columns(rows, 1, T)));
        }
        return of("Dataset.nextStep", inputs, targets, false);
    }

    /**
     * A class for each sequence; the targets are one-hot columns.
     *
     * @param x sequences, each (nX, its length)
     * @param labels as many, each from 0 to classes - 1
     * @param classes the number of classes, nY
     * @return the examples
     * @throws IllegalArgumentException as {@link #lastStep}, or if there is no such class
     */
    public static Dataset classification(List<Matrix> x, int[] labels, int classes) {
        Checks.notEmpty("Dataset.classification", "x", x);
        Labels.check("Dataset.classification", "labels", classes, labels);
        Checks.sameSize("Dataset.classification", "labels", labels.length, "x", x.size());
        List<Matrix> y = new ArrayList<>();
        for (int label : labels) {
            y.add(Labels.oneHot(classes, label));
        }
        return of("Dataset.classification", x, y, true);
    }

    /**
     * A class for each step; the targets are one-hot columns.
     *
     * @param x sequences, each (nX, its length)
     * @param labels as many sequences of labels, each as long as its x, each label from 0 to classes - 1
     * @param classes the number of classes, nY
     * @return the examples
     * @throws IllegalArgumentException as {@link #everyStep}, or if there is no such class
     */
    public static Dataset tagging(List<Matrix> x, List<int[]> labels, int classes) {
        List<Matrix> sequences = Checks.notEmpty("Dataset.tagging", "x", x);
        List<int[]> tags = Checks.notEmpty("Dataset.tagging", "labels", labels);
        Checks.sameSize("Dataset.tagging", "labels", tags.size(), "x", sequences.size());
        List<Matrix> y = new ArrayList<>();
        for (int j = 0; j < tags.size(); j++) {
            int[] tag = tags.get(j);
            String name = "labels[" + j + "]";
            Labels.check("Dataset.tagging", name, classes, tag);
            int length = sequences.get(j).columns();
            Checks.sameSize("Dataset.tagging", name, tag.length, "steps of x[" + j + "]", length);
            y.add(Labels.oneHot(classes, tag));
        }
        return of("Dataset.tagging", sequences, y, false);
    }

    private static Dataset of(String method, List<Matrix> sequences, List<Matrix> targets, boolean lastStep) {
        List<Matrix> x = Checks.notEmpty(method, "x", sequences);
        List<Matrix> y = Checks.notEmpty(method, "y", targets);
        Checks.sameSize(method, "y", y.size(), "x", x.size());
        List<Example> examples = new ArrayList<>();
        for (int j = 0; j < x.size(); j++) {
            int length = x.get(j).columns();
            Checks.shape(method, "x[" + j + "]", x.get(j), "nX, T", x.get(0).rows(), Checks.ANY);
            Checks.shape(
                    method,
                    "y[" + j + "]",
                    y.get(j),
                    lastStep ? "nY, 1" : "nY, T",
                    y.get(0).rows(),
                    lastStep ? 1 : length);
            Checks.finite(method, "x[" + j + "]", x.get(j));
            Checks.finite(method, "y[" + j + "]", y.get(j));
            examples.add(new Example(x.get(j).toArray(), y.get(j).toArray()));
        }
        return new Dataset(List.copyOf(examples), lastStep);
    }

    private static double[][] columns(double[][] rows, int from, int to) {
        double[][] part = new double[rows.length][];
        for (int i = 0; i < part.length; i++) {
            part[i] = Arrays.copyOfRange(rows[i], from, to);
        }
        return part;
    }

    // ------------------------------------------------------------------------------------------------------ access

    /**
     * The number of examples.
     *
     * @return at least 1
     */
    public int size() {
        return examples.size();
    }

    /**
     * The number of inputs.
     *
     * @return nX
     */
    public int nX() {
        return examples.get(0).x.length;
    }

    /**
     * The number of outputs.
     *
     * @return nY
     */
    public int nY() {
        return examples.get(0).y.length;
    }

    /**
     * The number of targets: of sequences where each has one, else of all steps.
     *
     * @return at least {@link #size()}
     */
    public long targets() {
        return lastStep ? size() : examples.stream().mapToLong(Example::length).sum();
    }

    /**
     * The sequence of an example.
     *
     * @param example from 0 to size() - 1
     * @return (nX, its length)
     * @throws IllegalArgumentException if there is no such example
     */
    public Matrix x(int example) {
        return Matrix.of(example("Dataset.x", example).x);
    }

    /**
     * The targets of an example.
     *
     * @param example from 0 to size() - 1
     * @return (nY, its length), or (nY, 1) at its last step
     * @throws IllegalArgumentException if there is no such example
     */
    public Matrix y(int example) {
        return Matrix.of(example("Dataset.y", example).y);
    }

    private Example example(String method, int example) {
        if (example < 0 || example >= size()) {
            throw Checks.error(method, "example", "from 0 to " + (size() - 1), String.valueOf(example));
        }
        return examples.get(example);
    }

    /**
     * Some of the examples, for instance to keep others for validation.
     *
     * @param from the first
     * @param to the end, exclusive, above {@code from}
     * @return the examples from {@code from} to {@code to - 1}
     * @throws IllegalArgumentException if there are no such examples
     */
    public Dataset subset(int from, int to) {
        if (from < 0 || to > size() || from >= to) {
            String expected = "not empty and inside [0, " + size() + ")";
            throw Checks.error("Dataset.subset", "[from, to)", expected, "[" + from + ", " + to + ")");
        }
        return new Dataset(examples.subList(from, to), lastStep);
    }

    /**
     * The same examples in another order, so that a {@link #subset} of data that came sorted holds some of everything.
     *
     * @param random decides the order
     * @return all examples
     * @throws IllegalArgumentException if {@code random} is null
     */
    public Dataset shuffled(RandomGenerator random) {
        Checks.present("Dataset.shuffled", "random", random);
        List<Example> shuffled = new ArrayList<>(size());
        for (int j : SplitMix64.shuffled(size(), random)) {
            shuffled.add(examples.get(j));
        }
        return new Dataset(List.copyOf(shuffled), lastStep);
    }

    // ----------------------------------------------------------------------------------------------------- batches

    /**
     * Some examples as a batch: as many steps as the longest of them, each example from the first step on, zeros past
     * its length.
     *
     * @param indices at least one, each from 0 to size() - 1
     * @return the batch
     * @throws IllegalArgumentException if {@code indices} is null or empty, or there is no such example
     */
    public Batch batch(int... indices) {
        Checks.present("Dataset.batch", "indices", indices);
        if (indices.length == 0) {
            throw Checks.error("Dataset.batch", "indices", "at least one", "empty");
        }
        double[][][] x = new double[indices.length][][];
        double[][][] y = new double[indices.length][][];
        int[] lengths = new int[indices.length];
        for (int j = 0; j < indices.length; j++) {
            Example example = example("Dataset.batch", indices[j]);
            x[j] = example.x;
            y[j] = example.y;
            lengths[j] = example.length();
        }
        List<Matrix> targets = Padding.steps(y);
        return new Batch(
                Padding.steps(x), lastStep ? Targets.lastStep(targets.get(0)) : Targets.everyStep(targets), lengths);
    }

    /**
     * Mini-batches for training: in every epoch each example once, in a new order.
     *
     * @param size examples in a batch, at least 1; the last batch of an epoch has what is left
     * @return the batches
     * @throws IllegalArgumentException if {@code size} is below 1
     */
    public Batches batches(int size) {
        Checks.size("Dataset.batches", "size", size);
        return random -> {
            Checks.present("Batches.epoch", "random", random);
            return parts(SplitMix64.shuffled(size(), random), size);
        };
    }

    /**
     * All examples once, in order.
     *
     * @param size examples in a batch, at least 1; the last has what is left
     * @return the batches
     * @throws IllegalArgumentException if {@code size} is below 1
     */
    public List<Batch> inOrder(int size) {
        Checks.size("Dataset.inOrder", "size", size);
        int[] order = new int[size()];
        Arrays.setAll(order, j -> j);
        return parts(order, size);
    }

    private List<Batch> parts(int[] order, int size) {
        int count = (order.length - 1) / size + 1;
        return new LazyList<>(count, b -> {
            int to = (int) Math.min((b + 1L) * size, order.length);
            return batch(Arrays.copyOfRange(order, b * size, to));
        });
    }

    /**
     * How much of what.
     *
     * @return for example {@code Dataset of 800 examples, nX = 2, nY = 2, 5 to 12 steps, a target at the last}
     */
    @Override
    public String toString() {
        IntSummaryStatistics lengths =
                examples.stream().mapToInt(Example::length).summaryStatistics();
        return "Dataset of " + size() + " examples, nX = " + nX() + ", nY = " + nY() + ", " + lengths.getMin() + " to "
                + lengths.getMax() + " steps, a target at " + (lastStep ? "the last" : "every step");
    }
}
