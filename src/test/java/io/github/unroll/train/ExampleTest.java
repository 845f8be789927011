package io.github.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Loss;
import io.github.unroll.LstmParameters;
import io.github.unroll.Matrix;
import io.github.unroll.Reduction;
import io.github.unroll.RnnParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package's two examples as whole programs: a classifier and a model of a text, trained, saved and served. */
class ExampleTest {

    @TempDir
    private Path directory;

    private final List<Matrix> sequences = new ArrayList<>();
    private final int[] labels = new int[1000];

    /** Sequences of 3 to 9 normally distributed numbers; the class is whether their sum is positive. */
    @BeforeEach
    void makeSequences() {
        SplitMix64 random = new SplitMix64(5);
        Gaussian gaussian = new Gaussian(random);
        for (int j = 0; j < labels.length; j++) {
            Matrix x = Matrix.generate(1, 3 + (int) (random.nextLong() >>> 33) % 7, gaussian);
            sequences.add(x);
            double sum = 0;
            for (double value : x.toArray()[0]) {
                sum += value;
            }
            labels[j] = sum > 0 ? 1 : 0;
        }
    }

    @Test
    void classifyingWithAnRnn() throws IOException {
        Path path = directory.resolve("model.npz");
        List<String> printed = new ArrayList<>();

        Dataset data = Dataset.classification(sequences, labels, 2);
        Dataset known = data.subset(0, 800);
        Dataset unseen = data.subset(800, 1000);

        RnnModel model = new RnnModel(data.nX(), 16, data.nY());
        RnnParameters first =
                model.initialize(Initialization.xavier().withRecurrent(Initializer.orthogonal()), new SplitMix64(1));
        Recipe recipe = Recipe.of(Loss.softmaxCrossEntropy(Reduction.MEAN), new Adam(0.01))
                .withClipping(Clipping.norm(1.0));

        Trainer<RnnParameters> trainer = Trainer.start(model, first, recipe, 42).listener(progress -> {
            if (progress.isEpochEnd()) {
                printed.add(progress.toString());
            }
        });
        trainer.train(known.batches(32), 20);
        trainer.checkpoint().write(path);

        Predictor predictor = Checkpoint.read(path).predictor();
        double accuracy = predictor.accuracy(unseen);
        int label = Labels.of(predictor.predictLast(sequences.get(0)))[0];

        assertThat(printed).hasSize(20);
        assertThat(accuracy).isGreaterThanOrEqualTo(0.97);
        assertThat(label).isEqualTo(labels[0]);

        Trainer<RnnParameters> further = Trainer.resume(Checkpoint.read(path, model), recipe);
        further.train(known.batches(32), 22);
        assertThat(further.checkpoint().step()).isEqualTo(22 * 25);
    }

    @Test
    void aTextInChunks() {
        String text = "abracadabra ".repeat(40);
        SplitMix64 random = new SplitMix64(1);

        Vocabulary vocabulary = Vocabulary.of(text);
        Chunks chunks = Chunks.nextLabel(vocabulary.encode(text), vocabulary.size(), 16, 50);
        LstmModel model = new LstmModel(vocabulary.size(), 8, vocabulary.size());
        Recipe recipe = Recipe.of(Loss.softmaxCrossEntropy(Reduction.MEAN), new Adam(0.05));
        Trainer<LstmParameters> trainer =
                Trainer.start(model, model.initialize(Initialization.uniform(), random), recipe, 1);
        trainer.train(chunks, 5);

        Session session = Predictor.of(model, trainer.parameters()).session(1);
        int symbol = vocabulary.encode("a")[0];
        Matrix y = session.step(Labels.oneHot(vocabulary.size(), symbol));
        symbol = Sampling.draw(y, 0.8, random)[0];
        assertThat(vocabulary.decode(symbol)).isEqualTo("d"); // b, c or a space would be right too
        double loss = Predictor.of(model, trainer.parameters()).loss(recipe.loss(), chunks);
        assertThat(loss).isLessThan(Math.log(6) - 0.2); // of six symbols, each as likely: log 6
    }
}
