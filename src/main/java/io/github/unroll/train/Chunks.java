package io.github.unroll.train;

import io.github.unroll.Matrix;
import io.github.unroll.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * A long stream, or m of them side by side, cut into chunks for truncated backpropagation through time: the state is
 * carried from a chunk to the next, the gradient is cut between them. With one chunk as long as the stream it is
 * backpropagation through all of time.
 *
 * <p>Williams, R. J. and Peng, J. (1990). An efficient gradient-based algorithm for on-line training of recurrent
 * network trajectories. doi:10.1162/neco.1990.2.4.490
 */
public final class Chunks implements Batches {

    private final int steps;
    private final int length;
    private final int m;
    private final IntFunction<Matrix> x; // step -> (nX, m)
    private final IntFunction<Matrix> y; // step -> (nY, m)

    private Chunks(int steps, int length, int m, IntFunction<Matrix> x, IntFunction<Matrix> y) {
        this.steps = steps;
        this.length = length;
        this.m = m;
        this.x = x;
        this.y = y;
    }

    /**
     * A stream with a target at every step.
     *
     * @param x T inputs, each (nX, m)
     * @param y T targets, each (nY, m)
     * @param length steps in a chunk, at least 1; the last chunk has what is left
     * @return the chunks
     * @throws IllegalArgumentException if a list is null or empty or holds a null, their sizes or shapes
     *     differ, a number is not finite, or {@code length} is below 1
     */
    public static Chunks everyStep(List<Matrix> x, List<Matrix> y, int length) {
        check("Chunks.everyStep", "x", x, "nX, m");
        Checks.notEmpty("Chunks.everyStep", "y", y);
        Checks.sameSize("Chunks.everyStep", "y", y.size(), "x", x.size());
        Checks.steps(
                "Chunks.everyStep", "y", y, "nY, m", y.get(0).rows(), x.get(0).columns());
        Checks.finite("Chunks.everyStep", "y", y);
        Checks.size("Chunks.everyStep", "length", length);
        List<Matrix> inputs = List.copyOf(x);
        List<Matrix> targets = List.copyOf(y);
        return new Chunks(x.size(), length, x.get(0).columns(), inputs::get, targets::get);
    }

    /**
     * A stream whose every step is to be predicted from those before it.
     *
     * @param x at least 2 steps, each (nX, m)
     * @param length steps in a chunk, at least 1; the last chunk has what is left
     * @return the chunks; they are of the steps but the last
     * @throws IllegalArgumentException if {@code x} is null, holds a null or has less than 2 steps, shapes differ, a
     *     number is not finite, or {@code length} is below 1
     */
    public static Chunks nextStep(List<Matrix> x, int length) {
        check("Chunks.nextStep", "x", x, "nX, m");
        if (x.size() < 2) {
            String expected = "at least 2 steps (Dataset.nextStep takes a list of sequences)";
            throw Checks.error("Chunks.nextStep", "x", expected, "1");
        }
        Checks.size("Chunks.nextStep", "length", length);
        List<Matrix> all = List.copyOf(x);
        return new Chunks(all.size() - 1, length, all.get(0).columns(), all::get, t -> all.get(t + 1));
    }

    /**
     * A stream of labels, such as the characters of a text, each of which is to be predicted from those before it. It
     * is cut into streams that stand side by side; the one-hot columns are made when they are needed.
     *
     * <pre>{@code
     * n = (labels.length - 1) / streams      steps; what is left over at the end is not used
     * x<t> of stream j = labels[j n + t]     its target = labels[j n + t + 1]
     * }</pre>
     *
     * @param labels each from 0 to classes - 1, at least streams + 1 of them; copied
     * @param classes the number of classes, nX and nY
     * @param streams m, at least 1
     * @param length steps in a chunk, at least 1; the last chunk has what is left
     * @return the chunks
     * @throws IllegalArgumentException if {@code labels} is null or too short, there is no such class, or a number is
     * below 1
     */
    public static Chunks nextLabel(int[] labels, int classes, int streams, int length) {
        Labels.check("Chunks.nextLabel", "labels", classes, labels);
        Checks.size("Chunks.nextLabel", "streams", streams);
        Checks.size("Chunks.nextLabel", "length", length);
        if (labels.length <= streams) {
            String expected = "at least streams + 1 = " + (streams + 1L) + " long";
            throw Checks.error("Chunks.nextLabel", "labels", expected, String.valueOf(labels.length));
        }
        int[] all = labels.clone();
        int n = (all.length - 1) / streams;
        return new Chunks(
                n, length, streams, t -> step(all, classes, streams, n, t), t -> step(all, classes, streams, n, t + 1));
    }

    private static void check(String method, String name, List<Matrix> steps, String symbols) {
        Checks.notEmpty(method, name, steps);
        Matrix first = steps.get(0);
        Checks.steps(method, name, steps, symbols, first.rows(), first.columns());
        Checks.finite(method, name, steps);
    }

    private static Matrix step(int[] labels, int classes, int streams, int n, int t) {
        int[] column = new int[streams];
        for (int j = 0; j < streams; j++) {
            column[j] = labels[j * n + t];
        }
        return Labels.oneHot(classes, column);
    }

    /**
     * The chunks, from the first step to the last.
     *
     * @return at least one batch
     */
    public List<Batch> inOrder() {
        return new LazyList<>((steps - 1) / length + 1, b -> {
            int from = b * length;
            int to = (int) Math.min((long) from + length, steps);
            return new Batch(part(x, from, to), Targets.everyStep(part(y, from, to)));
        });
    }

    /** The rows of every input. */
    int nX() {
        return x.apply(0).rows();
    }

    /** The rows of every target. */
    int nY() {
        return y.apply(0).rows();
    }

    /** The columns of every step. */
    int m() {
        return m;
    }

    private static List<Matrix> part(IntFunction<Matrix> step, int from, int to) {
        List<Matrix> part = new ArrayList<>(to - from);
        for (int t = from; t < to; t++) {
            part.add(step.apply(t));
        }
        return part;
    }

    /**
     * The chunks in their order: a stream is not shuffled.
     *
     * @param random not used
     * @return {@link #inOrder()}
     */
    @Override
    public List<Batch> epoch(RandomGenerator random) {
        return inOrder();
    }

    /**
     * A chunk goes on where the one before it ended.
     *
     * @return true
     */
    @Override
    public boolean carriesState() {
        return true;
    }

    /**
     * The number of targets, those of all steps and streams.
     *
     * @return T m
     */
    public long targets() {
        return (long) steps * m;
    }

    @Override
    public String toString() {
        return "Chunks of " + length + " of " + steps + " steps, m = " + m + ", nX = " + nX() + ", nY = " + nY();
    }
}
