package io.github.unroll.examples;

import io.github.unroll.Activation;
import io.github.unroll.Loss;
import io.github.unroll.Matrix;
import io.github.unroll.Output;
import io.github.unroll.Reduction;
import io.github.unroll.RnnParameters;
import io.github.unroll.train.Adam;
import io.github.unroll.train.Clipping;
import io.github.unroll.train.Dataset;
import io.github.unroll.train.Initialization;
import io.github.unroll.train.Initializer;
import io.github.unroll.train.Labels;
import io.github.unroll.train.Predictor;
import io.github.unroll.train.Recipe;
import io.github.unroll.train.RnnModel;
import io.github.unroll.train.SplitMix64;
import io.github.unroll.train.Trainer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A many-to-one classifier: data of shape (samples, timesteps, dimensions) reshaped from a flat array, a ReLU RNN with a
 * softmax at the last step, backpropagation through time, updates of all weights.
 *
 * <p>First ten random sequences with arbitrary labels, which can only be learned by heart; then a question that has an
 * answer, asked about sequences that were kept away from the training.
 *
 * <pre>{@code
 * mvn -q test-compile exec:java -Dexec.mainClass=io.github.unroll.examples.ManyToOneClassifier
 * }</pre>
 *
 * <p>{@code -Dexec.args=7} takes another seed.
 */
public final class ManyToOneClassifier {

    private static final int SAMPLES = 10;
    private static final int TIMESTEPS = 10;
    private static final int DIMENSIONS = 1;
    private static final int[] LABELS = {0, 1, 1, 1, 0, 0, 1, 1, 0, 1};
    private static final int SYMBOLS = 6; // 0 to 5

    private static final Loss LOSS = Loss.softmaxCrossEntropy(Reduction.MEAN);

    private ManyToOneClassifier() {}

    /**
     * Runs both parts.
     *
     * @param args a seed, or nothing
     */
    public static void main(String[] args) {
        long seed = args.length == 0 ? 1 : Long.parseLong(args[0]);
        byHeart(System.out, seed, 2000);
        System.out.println();
        generalisation(System.out, seed, 1000, 20);
    }

    /**
     * The ten dummy sequences.
     *
     * @return how many of the ten the trained network answers rightly
     */
    static int byHeart(PrintStream out, long seed, int epochs) {
        RandomGenerator random = new SplitMix64(seed);
        double[] flat = new double[SAMPLES * TIMESTEPS * DIMENSIONS];
        Arrays.setAll(flat, i -> symbol(random));
        List<Matrix> x = reshape(flat);
        Dataset data = Dataset.classification(x, LABELS, 2);

        out.println("1. Ten random sequences, ten arbitrary labels: learned by heart");
        out.println("   flat array of 100 -> X (samples, timesteps, dimensions) = (10, 10, 1)");
        out.println("   X[j][t][d] = flat[(j * 10 + t) * 1 + d]: sample j is the ten numbers from 10 j on");

        RnnModel model = new RnnModel(Activation.RELU, Output.SOFTMAX, DIMENSIONS, 16, 2);
        Initialization initialization = Initialization.xavier().withRecurrent(Initializer.orthogonal());
        RnnParameters first = model.initialize(initialization, random);
        Recipe recipe = Recipe.of(LOSS, new Adam(0.003)).withClipping(Clipping.norm(1));

        ProgressLine line = new ProgressLine(out);
        Trainer<RnnParameters> trainer = Trainer.start(model, first, recipe, seed);
        trainer.listener(progress -> {
            line.show(progress.step() / (double) epochs, "loss " + decimal(progress.loss()));
            if (progress.loss() < 0.05) {
                trainer.stop();
            }
        });
        trainer.train(data.batches(SAMPLES), epochs);
        line.clear();

        Predictor predictor = Predictor.of(model, trainer.parameters());
        int right = 0;
        for (int j = 0; j < SAMPLES; j++) {
            Matrix y = predictor.predictLast(x.get(j)); // (2, 1)
            int answer = Labels.of(y)[0];
            right += answer == LABELS[j] ? 1 : 0;
            out.printf(Locale.ROOT, "   %s  label %d", numbers(x.get(j)), LABELS[j]);
            out.printf(Locale.ROOT, "  answer %d (%.1f %%)%n", answer, 100 * y.get(answer, 0));
        }
        out.printf(
                "   after %d updates of all weights; each moved by",
                trainer.checkpoint().step());
        trainer.parameters()
                .named()
                .forEach((name, now) -> out.printf(
                        Locale.ROOT,
                        "  %s %.2f",
                        name,
                        now.minus(first.named().get(name)).norm()));
        out.printf("%n   right: %d of %d%n", right, SAMPLES);
        return right;
    }

    /** A flat array as NumPy's {@code reshape(samples, timesteps, dimensions)}; a sample is a matrix whose column is a step. */
    private static List<Matrix> reshape(double[] flat) {
        List<Matrix> samples = new ArrayList<>(SAMPLES);
        for (int j = 0; j < SAMPLES; j++) {
            double[][] x = new double[DIMENSIONS][TIMESTEPS]; // (nX, T)
            for (int t = 0; t < TIMESTEPS; t++) {
                for (int d = 0; d < DIMENSIONS; d++) {
                    x[d][t] = flat[(j * TIMESTEPS + t) * DIMENSIONS + d];
                }
            }
            samples.add(Matrix.of(x));
        }
        return samples;
    }

    /**
     * Are there more high numbers (3, 4, 5) than low ones (0, 1, 2)? Half of the examples are for training, half are held out.
     *
     * @return the accuracy on the examples that were held out
     */
    static double generalisation(PrintStream out, long seed, int examples, int epochs) {
        Dataset data = moreHighThanLow(examples, new SplitMix64(seed));
        Dataset known = data.subset(0, examples / 2);
        Dataset heldOut = data.subset(examples / 2, examples);

        out.println("2. More high numbers (3 4 5) than low ones (0 1 2)? Sequences of 5 to 11 numbers, one-hot");
        RnnModel model = new RnnModel(Activation.RELU, Output.SOFTMAX, SYMBOLS, 32, 2);
        Initialization initialization = Initialization.xavier().withRecurrent(Initializer.orthogonal());
        RnnParameters first = model.initialize(initialization, new SplitMix64(seed + 1));
        Recipe recipe = Recipe.of(LOSS, new Adam(0.003)).withClipping(Clipping.norm(1));

        out.printf("   epoch     loss   accuracy on %d in training   on %d held out%n", known.size(), heldOut.size());
        report(out, 0, Predictor.of(model, first), known, heldOut);
        ProgressLine line = new ProgressLine(out);
        Trainer<RnnParameters> trainer = Trainer.start(model, first, recipe, seed);
        trainer.listener(progress -> {
            double done = progress.batch() / (double) progress.batches();
            line.show(
                    (progress.epoch() - 1 + done) / epochs,
                    "epoch " + progress.epoch() + ", loss " + decimal(progress.loss()));
            if (progress.isEpochEnd() && (progress.epoch() % 5 == 0 || progress.epoch() == epochs)) {
                line.clear();
                report(out, progress.epoch(), Predictor.of(model, trainer.parameters()), known, heldOut);
            }
        });
        trainer.train(known.batches(20), epochs);
        return Predictor.of(model, trainer.parameters()).accuracy(heldOut);
    }

    private static void report(PrintStream out, int epoch, Predictor predictor, Dataset known, Dataset heldOut) {
        out.printf(
                Locale.ROOT,
                "   %5d   %.4f   %27.1f %%   %13.1f %%%n",
                epoch,
                predictor.loss(LOSS, known),
                100 * predictor.accuracy(known),
                100 * predictor.accuracy(heldOut));
    }

    /** Sequences of odd lengths, so that there is always an answer. */
    private static Dataset moreHighThanLow(int examples, RandomGenerator random) {
        List<Matrix> x = new ArrayList<>(examples);
        int[] labels = new int[examples];
        for (int j = 0; j < examples; j++) {
            int[] sequence = new int[5 + 2 * (int) (random.nextDouble() * 4)];
            int high = 0;
            for (int t = 0; t < sequence.length; t++) {
                sequence[t] = symbol(random);
                high += sequence[t] >= SYMBOLS / 2 ? 1 : 0;
            }
            labels[j] = 2 * high > sequence.length ? 1 : 0;
            x.add(Labels.oneHot(SYMBOLS, sequence)); // (nX, T): a column is a step
        }
        return Dataset.classification(x, labels, 2);
    }

    private static int symbol(RandomGenerator random) {
        return (int) (random.nextDouble() * SYMBOLS);
    }

    private static String numbers(Matrix x) {
        StringBuilder numbers = new StringBuilder();
        for (int t = 0; t < x.columns(); t++) {
            numbers.append((int) x.get(0, t)).append(' ');
        }
        return numbers.toString();
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
