package io.github.unroll.train;

import io.github.unroll.Loss;
import io.github.unroll.Matrix;
import io.github.unroll.Parameters;
import io.github.unroll.Reduction;
import io.github.unroll.SequenceForward;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A model with its parameters, ready to serve. Immutable: any number of threads may share one, and with it one set of
 * parameters. What a caller carries from step to step is a {@link State}, a value too, or a {@link Session} of its own.
 *
 * <p>Inputs may hold anything: NaN and infinities propagate as in the equations.
 */
public final class Predictor {

    private static final int BATCH = 256; // examples evaluated together

    private final Bound<?> bound;

    private Predictor(Bound<?> bound) {
        this.bound = bound;
    }

    /** A model and parameters of its type. */
    private record Bound<P extends Parameters<P>>(Model<P> model, P parameters) {

        SequenceForward forward(List<Matrix> x, State state, int... lengths) {
            return pass(x, state, lengths).forward();
        }

        Pass<P> pass(List<Matrix> x, State state, int... lengths) {
            return model.forward(x, state, parameters, lengths);
        }

        Prediction step(Matrix xt, State state) {
            return model.step(xt, state, parameters);
        }
    }

    /**
     * A model with its parameters.
     *
     * @param <P> the parameters' type
     * @param model the model
     * @param parameters of the model's sizes
     * @return the predictor
     * @throws IllegalArgumentException if an argument is null, or the parameters are not of the model's sizes or not finite
     */
    public static <P extends Parameters<P>> Predictor of(Model<P> model, P parameters) {
        Checks.present("Predictor.of", "model", model);
        Checks.givenParameters("Predictor.of", model, parameters);
        return new Predictor(new Bound<>(model, parameters));
    }

    /**
     * The model.
     *
     * @return its kind, functions and sizes
     */
    public Model<?> model() {
        return bound.model;
    }

    // --------------------------------------------------------------------------------------------- whole sequences

    /**
     * The predictions of every step of one sequence.
     *
     * @param x (nX, T), a column is a step
     * @return (nY, T), a column is a step
     * @throws IllegalArgumentException if {@code x} is null or of another nX
     */
    public Matrix predict(Matrix x) {
        checkSequence("Predictor.predict", x);
        List<Matrix> y = predict(steps(x));
        double[][] rows = new double[bound.model.nY()][y.size()];
        for (int t = 0; t < y.size(); t++) {
            for (int k = 0; k < rows.length; k++) {
                rows[k][t] = y.get(t).get(k, 0);
            }
        }
        return Matrix.of(rows);
    }

    /**
     * The predictions of every step of a batch.
     *
     * @param x T inputs, each (nX, m)
     * @param lengths m lengths, each from 1 to T; none at all if every sequence is T long
     * @return T predictions, each (nY, m); past its length an example's last one is repeated
     * @throws IllegalArgumentException if an argument is null or empty, or a shape or a length does not fit
     */
    public List<Matrix> predict(List<Matrix> x, int... lengths) {
        return predict("Predictor.predict", x, lengths);
    }

    private List<Matrix> predict(String method, List<Matrix> given, int... lengths) {
        List<Matrix> x = Checks.notEmpty(method, "x", given);
        int m = x.get(0).columns();
        for (int t = 1; t < x.size(); t++) {
            if (x.get(t).rows() == bound.model.nX() && x.get(t).columns() != m) {
                String expected = "(nX, m) = (" + bound.model.nX() + ", " + m + "), as x is a list of steps"
                        + " (predictEach and predictLastOfEach take sequences),";
                throw Checks.error(method, "x[" + t + "]", expected, Checks.shape(x.get(t)));
            }
        }
        Checks.steps(method, "x", x, "nX, m", bound.model.nX(), m);
        Checks.lengths(method, lengths, x.size(), m);
        return bound.forward(x, start(m), lengths).yPred();
    }

    /**
     * The prediction at the last step of one sequence.
     *
     * @param x (nX, T), a column is a step
     * @return (nY, 1)
     * @throws IllegalArgumentException if {@code x} is null or of another nX
     */
    public Matrix predictLast(Matrix x) {
        checkSequence("Predictor.predictLast", x);
        return predictLast(steps(x));
    }

    /**
     * The prediction at the last step of each sequence of a batch, given step by step; for a list of sequences see
     * {@link #predictLastOfEach}.
     *
     * @param x T inputs, each (nX, m)
     * @param lengths m lengths, each from 1 to T; none at all if every sequence is T long
     * @return (nY, m), each example's at its own last step
     * @throws IllegalArgumentException if an argument is null or empty, or a shape or a length does not fit
     */
    public Matrix predictLast(List<Matrix> x, int... lengths) {
        List<Matrix> y = predict("Predictor.predictLast", x, lengths);
        return y.get(y.size() - 1);
    }

    /**
     * The predictions of every step of several sequences of any lengths.
     *
     * @param sequences each (nX, its length), a column is a step
     * @return of each sequence (nY, its length), a column is a step
     * @throws IllegalArgumentException if {@code sequences} is null or empty, or a sequence is null or of another nX
     */
    public List<Matrix> predictEach(List<Matrix> sequences) {
        List<Matrix> predictions = new ArrayList<>();
        inBatches("Predictor.predictEach", sequences, (y, lengths) -> {
            for (int j = 0; j < lengths.length; j++) {
                double[][] rows = new double[bound.model.nY()][lengths[j]];
                for (int t = 0; t < lengths[j]; t++) {
                    for (int k = 0; k < rows.length; k++) {
                        rows[k][t] = y.get(t).get(k, j);
                    }
                }
                predictions.add(Matrix.of(rows));
            }
        });
        return Collections.unmodifiableList(predictions);
    }

    /**
     * The predictions at the last step of several sequences of any lengths; for a list of steps see {@link #predictLast(List, int...)}.
     *
     * @param sequences each (nX, its length), a column is a step
     * @return (nY, number of sequences), a column is a sequence
     * @throws IllegalArgumentException as {@link #predictEach}
     */
    public Matrix predictLastOfEach(List<Matrix> sequences) {
        List<double[][]> columns = new ArrayList<>();
        inBatches("Predictor.predictLastOfEach", sequences, (y, lengths) -> {
            columns.add(y.get(y.size() - 1).transpose().toArray()); // past its end a sequence's last one is repeated
        });
        return Matrix.of(columns.stream().flatMap(Stream::of).toArray(double[][]::new))
                .transpose();
    }

    /** Pads the sequences, some at a time; what is done with them gets the predictions of every step and the lengths. */
    private void inBatches(String method, List<Matrix> sequences, BiConsumer<List<Matrix>, int[]> action) {
        Checks.notEmpty(method, "sequences", sequences);
        List<double[][]> values = new ArrayList<>(sequences.size());
        for (Matrix sequence : sequences) {
            Checks.shape(method, "sequences[" + values.size() + "]", sequence, "nX, T", bound.model.nX(), Checks.ANY);
            values.add(sequence.toArray());
        }
        for (int from = 0; from < values.size(); from += BATCH) {
            List<double[][]> batch = values.subList(from, Math.min(from + BATCH, values.size()));
            int[] lengths = batch.stream().mapToInt(rows -> rows[0].length).toArray();
            List<Matrix> x = Padding.steps(batch.toArray(double[][][]::new));
            action.accept(bound.forward(x, start(lengths.length), lengths).yPred(), lengths);
        }
    }

    private void checkSequence(String method, Matrix x) {
        Checks.present(method, "x", x);
        Checks.shape(method, "x", x, "nX, T", bound.model.nX(), Checks.ANY);
    }

    private static List<Matrix> steps(Matrix x) {
        return IntStream.range(0, x.columns()).mapToObj(x::column).toList();
    }

    // ------------------------------------------------------------------------------------------------ step by step

    /**
     * The state before the first step.
     *
     * @param m the number of sequences side by side, at least 1
     * @return zeros
     * @throws IllegalArgumentException if {@code m} is below 1
     */
    public State start(int m) {
        Checks.size("Predictor.start", "m", m);
        return bound.model.zeroState(m);
    }

    /**
     * One step, with the bits of the same step of {@link #predict(List, int...)}.
     *
     * @param xt (nX, m)
     * @param state the state before the step; it stays as it is
     * @return the prediction and the state after the step
     * @throws IllegalArgumentException if an argument is null or a shape does not fit
     */
    public Prediction step(Matrix xt, State state) {
        return step("Predictor.step", xt, state);
    }

    Prediction step(String method, Matrix xt, State state) {
        checkState(method, state);
        Checks.shape(method, "xt", xt, "nX, m", bound.model.nX(), state.m());
        return bound.step(xt, state);
    }

    Pass<?> pass(List<Matrix> x, State state) {
        return bound.pass(x, state);
    }

    /** A state of this model's size. */
    void checkState(String method, State state) {
        Checks.present(method, "state", state);
        Checks.shape(method, "state", state.a(), "nA, m", bound.model.nA(), Checks.ANY);
    }

    /**
     * A session that carries the state, from zeros. It is for one thread; this predictor may have any number of them.
     *
     * @param m the number of sequences side by side, at least 1
     * @return the session
     * @throws IllegalArgumentException if {@code m} is below 1
     */
    public Session session(int m) {
        Checks.size("Predictor.session", "m", m);
        return new Session(this, start(m));
    }

    // -------------------------------------------------------------------------------------------------- evaluation

    /**
     * The loss over a data set.
     *
     * @param loss what is measured; the mean is over all targets
     * @param data the examples
     * @return the loss
     * @throws IllegalArgumentException if an argument is null, or shapes, the output or targets do not fit
     */
    public double loss(Loss loss, Dataset data) {
        Checks.loss("Predictor.loss", "loss", loss, bound.model);
        checkData("Predictor.loss", data);
        double sum = 0;
        int example = 0;
        for (Batch batch : data.inOrder(BATCH)) {
            SequenceForward forward = bound.forward(batch.x(), start(batch.m()), batch.lengths());
            sum += sum(loss, batch, forward, "the examples from " + example + " on");
            example += batch.m();
        }
        return loss.reduction() == Reduction.MEAN ? sum / data.targets() : sum;
    }

    /**
     * The loss over a stream, the state being carried from chunk to chunk.
     *
     * @param loss what is measured; the mean is over all targets
     * @param stream the chunks
     * @return the loss
     * @throws IllegalArgumentException if an argument is null, or shapes, the output or targets do not fit
     */
    public double loss(Loss loss, Chunks stream) {
        Checks.loss("Predictor.loss", "loss", loss, bound.model);
        Checks.present("Predictor.loss", "stream", stream);
        checkSizes("Predictor.loss", "stream", stream.nX(), stream.nY());
        double sum = 0;
        int chunks = 0;
        State state = start(stream.m());
        for (Batch chunk : stream.inOrder()) {
            Pass<?> pass = pass(chunk.x(), state);
            sum += sum(loss, chunk, pass.forward(), "chunk " + chunks++);
            state = pass.last();
        }
        return loss.reduction() == Reduction.MEAN ? sum / stream.targets() : sum;
    }

    private static double sum(Loss loss, Batch batch, SequenceForward forward, String place) {
        try {
            return new Loss(loss.kind(), Reduction.SUM).value(batch.targets(), forward);
        } catch (IllegalArgumentException e) { // the targets do not fit the loss
            throw new IllegalArgumentException("Predictor.loss: " + place + ": " + e.getMessage(), e);
        }
    }

    private void checkData(String method, Dataset data) {
        Checks.present(method, "data", data);
        checkSizes(method, "data", data.nX(), data.nY());
    }

    private void checkSizes(String method, String name, int dataX, int dataY) {
        int nX = bound.model.nX(), nY = bound.model.nY();
        if (dataX != nX || dataY != nY) {
            String expected = "of (nX, nY) = (" + nX + ", " + nY + ")";
            throw Checks.error(method, name, expected, "(" + dataX + ", " + dataY + ")");
        }
    }

    /**
     * The share of the targets that are predicted correctly: where the largest value of the prediction is in the row of the largest
     * value of the target; with one output, where both are above 0.5 or neither is. A prediction with a NaN is not correct.
     *
     * @param data the examples, with targets from 0 to 1, of which one is the largest; with one output either 0 or 1
     * @return from 0 to 1
     * @throws IllegalArgumentException if {@code data} is null, its sizes do not fit, or its targets are no classes
     */
    public double accuracy(Dataset data) {
        checkData("Predictor.accuracy", data);
        Accuracy.checkTargets("Predictor.accuracy", data);
        return Accuracy.of(data, BATCH, batch -> predict(batch.x(), batch.lengths()));
    }

    @Override
    public String toString() {
        return "Predictor of " + bound.model;
    }
}
