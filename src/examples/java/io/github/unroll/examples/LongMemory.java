package io.github.unroll.examples;

import io.github.unroll.Activation;
import io.github.unroll.Loss;
import io.github.unroll.LstmCell;
import io.github.unroll.LstmCellGradients;
import io.github.unroll.LstmForward;
import io.github.unroll.LstmParameters;
import io.github.unroll.LstmSequence;
import io.github.unroll.Matrix;
import io.github.unroll.Output;
import io.github.unroll.Parameters;
import io.github.unroll.Reduction;
import io.github.unroll.RnnCell;
import io.github.unroll.RnnForward;
import io.github.unroll.RnnParameters;
import io.github.unroll.RnnSequence;
import io.github.unroll.Targets;
import io.github.unroll.train.Adam;
import io.github.unroll.train.Batch;
import io.github.unroll.train.Clipping;
import io.github.unroll.train.Initialization;
import io.github.unroll.train.LstmModel;
import io.github.unroll.train.Model;
import io.github.unroll.train.Predictor;
import io.github.unroll.train.Recipe;
import io.github.unroll.train.RnnModel;
import io.github.unroll.train.SplitMix64;
import io.github.unroll.train.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The adding problem of Hochreiter and Schmidhuber (1997), doi:10.1162/neco.1997.9.8.1735, in the form with values from 0 to
 * 1: T random numbers pass by, two of them are marked, and after the last one their sum is asked for. An RNN and an LSTM of
 * as many hidden units learn it at T = 10, go on at T = 30 and then at T = 100.
 *
 * <p>For each length it draws how much of the gradient at the last step arrives at the steps before it, in the terminal and
 * in {@code target/long-memory.svg}: the RNN's vanishes on its way, the LSTM's does not.
 *
 * <pre>{@code
 * mvn -q test-compile exec:java -Dexec.mainClass=io.github.unroll.examples.LongMemory
 * }</pre>
 *
 * <p>{@code -Dexec.args=7} takes another seed.
 */
public final class LongMemory {

    private static final int UNITS = 8;
    private static final int UPDATES = 50; // in an epoch
    private static final double SOLVED = 0.005; // mean squared error; always answering 1 has 0.167
    private static final int LOWEST = -10; // decade of the plots

    private LongMemory() {}

    /** One network and what it has learned so far. */
    private static final class Learner<P extends Parameters<P>> {

        final String name;
        final Model<P> model;
        final Recipe recipe;
        final Norms<P> norms;
        P parameters;

        Learner(String name, Model<P> model, P parameters, double rate, Norms<P> norms) {
            this.name = name;
            this.model = model;
            this.parameters = parameters;
            this.norms = norms;
            this.recipe = Recipe.of(Loss.halfSquaredError(Reduction.MEAN), new Adam(rate))
                    .withClipping(Clipping.norm(1));
        }

        double[] norms(Sums data) {
            return norms.of(parameters, data);
        }

        double error(Sums data) {
            Matrix y = Predictor.of(model, parameters).predictLast(data.batch.x());
            double distance = y.minus(data.sums).norm();
            return distance * distance / data.batch.m();
        }
    }

    /** The norms of the gradients at a{@literal <1>} ... a{@literal <T>}, that at the last step being 1. */
    private interface Norms<P> {
        double[] of(P parameters, Sums data);
    }

    /** Examples and their answers, (1, m). */
    private record Sums(Batch batch, Matrix sums) {

        static Sums draw(int T, int m, RandomGenerator random) {
            double[][] values = new double[T][m];
            double[][] marks = new double[T][m];
            double[] sums = new double[m];
            for (int j = 0; j < m; j++) {
                for (int t = 0; t < T; t++) {
                    values[t][j] = random.nextDouble();
                }
                int one = (int) (random.nextDouble() * (T / 2)); // in the first half
                int other = T / 2 + (int) (random.nextDouble() * (T - T / 2)); // in the second
                marks[one][j] = 1;
                marks[other][j] = 1;
                sums[j] = values[one][j] + values[other][j];
            }
            List<Matrix> x = new ArrayList<>(T);
            for (int t = 0; t < T; t++) {
                x.add(Matrix.of(new double[][] {values[t], marks[t]})); // (2, m)
            }
            Matrix y = Matrix.of(new double[][] {sums});
            return new Sums(new Batch(x, Targets.lastStep(y)), y);
        }
    }

    /**
     * What a network has reached at one length.
     *
     * @param name RNN or LSTM
     * @param T the length
     * @param error the mean squared error on examples that were held out
     * @param before the norms before any training
     * @param after the norms after it
     */
    record Result(String name, int T, double error, double[] before, double[] after) {}

    /**
     * Runs it.
     *
     * @param args a seed, or nothing
     * @throws IOException if the SVG file cannot be written
     */
    public static void main(String[] args) throws IOException {
        long seed = args.length == 0 ? 1 : Long.parseLong(args[0]);
        run(System.out, Path.of("target", "long-memory.svg"), seed, 40, 10, 30, 100);
    }

    static List<Result> run(PrintStream out, Path svg, long seed, int epochs, int... lengths) throws IOException {
        RnnModel rnn = new RnnModel(Activation.TANH, Output.IDENTITY, 2, UNITS, 1);
        RnnParameters rnnFirst = rnn.initialize(Initialization.xavier(), new SplitMix64(seed));
        LstmModel lstm = new LstmModel(Output.IDENTITY, 2, UNITS, 1);
        LstmParameters lstmFirst = lstm.initialize(Initialization.xavier().withForgetBias(3), new SplitMix64(seed));
        Learner<RnnParameters> one = new Learner<>("RNN", rnn, rnnFirst, 0.01, LongMemory::rnnNorms);
        Learner<LstmParameters> other = new Learner<>("LSTM", lstm, lstmFirst, 0.03, LongMemory::lstmNorms);

        out.println("The sum of the two marked numbers among T; always answering 1 has a mean squared error of 0.167");
        List<Result> results = new ArrayList<>();
        List<LogPlot> plots = new ArrayList<>();
        for (int T : lengths) {
            out.printf("%nT = %d%n", T);
            Sums heldOut = Sums.draw(T, 500, new SplitMix64(-seed - T));
            double[] rnnBefore = rnnNorms(rnnFirst, heldOut);
            double[] lstmBefore = lstmNorms(lstmFirst, heldOut);
            Result a = learn(out, one, heldOut, rnnBefore, seed, epochs);
            Result b = learn(out, other, heldOut, lstmBefore, seed, epochs);
            LogPlot plot = plot(a, b);
            plot.print(out);
            results.add(a);
            results.add(b);
            plots.add(plot);
        }
        if (svg.getParent() != null) {
            Files.createDirectories(svg.getParent());
        }
        String vertical = "‖da⟨t⟩‖ / ‖da⟨T⟩‖";
        Files.writeString(svg, LogPlot.svg("How much of the gradient arrives at step t", vertical, plots));
        out.printf("%nThe same as a picture: %s%n", svg);
        return results;
    }

    /** Goes on until held-out examples are solved or the epochs are over. */
    private static <P extends Parameters<P>> Result learn(
            PrintStream out, Learner<P> learner, Sums heldOut, double[] before, long seed, int epochs) {
        int T = heldOut.batch.x().size();
        ProgressLine line = new ProgressLine(out);
        Trainer<P> trainer = Trainer.start(learner.model, learner.parameters, learner.recipe, seed + T);
        double[] error = {learner.error(heldOut)};
        double start = error[0];
        trainer.listener(progress -> {
            if (progress.isEpochEnd()) {
                learner.parameters = trainer.parameters();
                error[0] = learner.error(heldOut);
                if (error[0] < SOLVED) {
                    trainer.stop();
                }
            }
            line.show(
                    progress.step() / (double) (UPDATES * epochs),
                    String.format(Locale.ROOT, "%s, held-out mean squared error %.3f", learner.name, error[0]));
        });
        trainer.train(random -> batches(T, random), epochs);
        line.clear();
        out.printf(
                Locale.ROOT,
                "   %-4s  held-out mean squared error %.4f -> %.4f after %4d updates%s%n",
                learner.name,
                start,
                error[0],
                trainer.checkpoint().step(),
                error[0] < SOLVED ? ": solved" : "");
        return new Result(learner.name, T, error[0], before, learner.norms(heldOut));
    }

    private static List<Batch> batches(int T, RandomGenerator random) {
        List<Batch> batches = new ArrayList<>(UPDATES);
        for (int i = 0; i < UPDATES; i++) {
            batches.add(Sums.draw(T, 10, random).batch);
        }
        return batches;
    }

    /** The gradient's way back through time, one cell after the other. */
    private static double[] rnnNorms(RnnParameters parameters, Sums data) {
        RnnCell cell = new RnnCell(Activation.TANH, Output.IDENTITY);
        Matrix a0 = Matrix.zeros(UNITS, data.batch.m());
        RnnForward forward = new RnnSequence(cell).forward(data.batch.x(), a0, parameters);
        int T = forward.caches().size();
        double[] norms = new double[T];
        Matrix dy = forward.yPred().get(T - 1).minus(data.sums);
        Matrix da = parameters.Wya().transpose().times(dy); // da<T> = Wya' (y - target)
        for (int t = T - 1; t >= 0; t--) {
            norms[t] = da.norm();
            da = cell.backward(da, forward.caches().get(t)).daPrev();
        }
        return relative(norms);
    }

    private static double[] lstmNorms(LstmParameters parameters, Sums data) {
        Matrix zeros = Matrix.zeros(UNITS, data.batch.m());
        LstmForward forward = LstmSequence.forward(data.batch.x(), zeros, zeros, parameters, Output.IDENTITY);
        int T = forward.caches().size();
        double[] norms = new double[T];
        Matrix dy = forward.yPred().get(T - 1).minus(data.sums);
        Matrix da = parameters.Wy().transpose().times(dy);
        Matrix dc = zeros;
        for (int t = T - 1; t >= 0; t--) {
            norms[t] = da.norm();
            LstmCellGradients d = LstmCell.backward(da, dc, forward.caches().get(t));
            da = d.daPrev();
            dc = d.dcPrev();
        }
        return relative(norms);
    }

    private static double[] relative(double[] norms) {
        double last = norms[norms.length - 1];
        double[] relative = new double[norms.length];
        for (int t = 0; t < norms.length; t++) {
            relative[t] = norms[t] / last;
        }
        return relative;
    }

    private static LogPlot plot(Result rnn, Result lstm) {
        return new LogPlot(
                "T = " + rnn.T,
                List.of(
                        new LogPlot.Curve("RNN untrained", 'r', "#d1495b", true, rnn.before),
                        new LogPlot.Curve("LSTM untrained", 'l', "#2f81c7", true, lstm.before),
                        new LogPlot.Curve("RNN", 'R', "#d1495b", false, rnn.after),
                        new LogPlot.Curve("LSTM", 'L', "#2f81c7", false, lstm.after)),
                LOWEST);
    }
}
