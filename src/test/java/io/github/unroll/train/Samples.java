package io.github.unroll.train;

import io.github.unroll.Activation;
import io.github.unroll.Loss;
import io.github.unroll.Matrix;
import io.github.unroll.Output;
import io.github.unroll.Parameters;
import io.github.unroll.Reduction;
import java.util.ArrayList;
import java.util.List;

/** Small models and data, of pairwise different sizes, drawn from fixed seeds. */
final class Samples {

    static final int N_X = 3;
    static final int N_A = 5;
    static final int N_Y = 4;
    static final Loss CROSS_ENTROPY = Loss.softmaxCrossEntropy(Reduction.MEAN);
    static final RnnModel RNN = new RnnModel(Activation.TANH, Output.SOFTMAX, N_X, N_A, N_Y);
    static final LstmModel LSTM = new LstmModel(Output.SOFTMAX, N_X, N_A, N_Y);

    private Samples() {}

    /** Unsorted, with the shortest and the longest twice. */
    static final int[] LENGTHS = {4, 7, 1, 3, 7, 1, 2};

    static Matrix random(int rows, int columns, long seed) {
        return Matrix.generate(rows, columns, new Gaussian(new SplitMix64(seed)));
    }

    static List<Matrix> randomSteps(int T, int rows, int m, long seed) {
        List<Matrix> steps = new ArrayList<>();
        for (int t = 0; t < T; t++) {
            steps.add(random(rows, m, 1000 * seed + t));
        }
        return steps;
    }

    static <P extends Parameters<P>> P parameters(Model<P> model) {
        return model.initialize(Initialization.uniform(), new SplitMix64(7));
    }

    /** Sequences of {@link #LENGTHS}. */
    static List<Matrix> sequences() {
        List<Matrix> x = new ArrayList<>();
        for (int j = 0; j < LENGTHS.length; j++) {
            x.add(random(N_X, LENGTHS[j], 100 + j));
        }
        return x;
    }

    static int[] labels(int count, int classes, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        int[] labels = new int[count];
        for (int j = 0; j < count; j++) {
            labels[j] = (int) (random.nextLong() >>> 33) % classes;
        }
        return labels;
    }

    static Dataset classification() {
        return Dataset.classification(sequences(), labels(LENGTHS.length, N_Y, 8), N_Y);
    }

    static Dataset tagging() {
        List<int[]> labels = new ArrayList<>();
        for (int length : LENGTHS) {
            labels.add(labels(length, N_Y, length));
        }
        return Dataset.tagging(sequences(), labels, N_Y);
    }

    /** Two streams of 11 steps. */
    static Chunks chunks(int length) {
        int[] labels = labels(22, N_Y, 3);
        List<Matrix> y = new ArrayList<>();
        for (int t = 0; t < 11; t++) {
            y.add(Labels.oneHot(N_Y, labels[2 * t], labels[2 * t + 1]));
        }
        return Chunks.everyStep(randomSteps(11, N_X, 2, 4), y, length);
    }
}
