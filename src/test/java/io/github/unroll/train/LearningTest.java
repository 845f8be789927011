package io.github.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Loss;
import io.github.unroll.LstmParameters;
import io.github.unroll.Matrix;
import io.github.unroll.Parameters;
import io.github.unroll.Reduction;
import io.github.unroll.RnnParameters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small models of each kind that really learn, to a stated accuracy on what they were never shown. */
class LearningTest {

    private static final Loss LOSS = Loss.softmaxCrossEntropy(Reduction.MEAN);

    private static <P extends Parameters<P>> P trained(
            Model<P> model, P first, Recipe recipe, Batches data, int epochs) {
        Trainer<P> trainer = Trainer.start(model, first, recipe, 42);
        trainer.train(data, epochs);
        return trainer.parameters();
    }

    /** Many-to-one: which of 3 symbols came first, 5 to 12 steps ago. */
    private static Dataset firstSymbol(int count, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        List<Matrix> x = new ArrayList<>();
        int[] labels = new int[count];
        for (int j = 0; j < count; j++) {
            int[] symbols = Samples.labels(5 + (int) (random.nextLong() >>> 33) % 8, 3, random.nextLong());
            x.add(Labels.oneHot(3, symbols));
            labels[j] = symbols[0];
        }
        return Dataset.classification(x, labels, 3);
    }

    /** Many-to-many: whether the number of ones so far is odd. */
    private static Dataset parity(int count, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        List<Matrix> x = new ArrayList<>();
        List<int[]> labels = new ArrayList<>();
        for (int j = 0; j < count; j++) {
            int[] bits = Samples.labels(3 + (int) (random.nextLong() >>> 33) % 8, 2, random.nextLong());
            int[] odd = new int[bits.length];
            for (int t = 0; t < bits.length; t++) {
                odd[t] = (t == 0 ? 0 : odd[t - 1]) ^ bits[t];
            }
            x.add(Labels.oneHot(2, bits));
            labels.add(odd);
        }
        return Dataset.tagging(x, labels, 2);
    }

    @Test
    void anRnnRemembersTheFirstSymbol() {
        RnnModel model = new RnnModel(3, 16, 3);
        RnnParameters first =
                model.initialize(Initialization.xavier().withRecurrent(Initializer.orthogonal()), new SplitMix64(1));
        Recipe recipe = Recipe.of(LOSS, new Adam(0.01)).withClipping(Clipping.norm(1));
        RnnParameters last = trained(model, first, recipe, firstSymbol(600, 1).batches(30), 15);
        assertThat(Predictor.of(model, last).accuracy(firstSymbol(400, 2))).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void anLstmKeepsTrackOfParity() {
        LstmModel model = new LstmModel(2, 12, 2);
        LstmParameters first = model.initialize(
                Initialization.xavier().withRecurrent(Initializer.orthogonal()).withForgetBias(1), new SplitMix64(1));
        Recipe recipe = Recipe.of(LOSS, new Adam(0.02)).withClipping(Clipping.norm(1));
        LstmParameters last = trained(model, first, recipe, parity(600, 1).batches(30), 20);
        assertThat(Predictor.of(model, last).accuracy(parity(400, 2))).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void anLstmLearnsATextFromChunksOfItAndWritesIt() {
        String phrase = "the quick brown fox jumps over the lazy dog. ";
        Vocabulary vocabulary = Vocabulary.of(phrase);
        int[] labels = vocabulary.encode(phrase.repeat(24));
        LstmModel model = new LstmModel(vocabulary.size(), 32, vocabulary.size());
        LstmParameters first = model.initialize(Initialization.xavier().withForgetBias(1), new SplitMix64(1));
        Recipe recipe = Recipe.of(LOSS, new Adam(0.02)).withClipping(Clipping.norm(1));
        Chunks chunks = Chunks.nextLabel(labels, vocabulary.size(), 4, 20);
        Predictor predictor = Predictor.of(model, trained(model, first, recipe, chunks, 20));
        assertThat(predictor.loss(LOSS, chunks)).isLessThan(0.1);

        Session session = predictor.session(1);
        Matrix y = null;
        for (int label : vocabulary.encode("the quick ")) {
            y = session.step(Labels.oneHot(vocabulary.size(), label));
        }
        StringBuilder text = new StringBuilder();
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < 35; i++) {
            int next = Sampling.draw(y, 0.2, random)[0];
            text.append(vocabulary.decode(next));
            y = session.step(Labels.oneHot(vocabulary.size(), next));
        }
        assertThat(text).hasToString("brown fox jumps over the lazy dog. ");
    }

    @Test
    void everyOptimizerLearns() {
        RnnModel model = new RnnModel(3, 16, 3);
        Dataset known = firstSymbol(300, 1);
        OptimizerTest.all().forEach(optimizer -> {
            RnnParameters first = model.initialize(Initialization.uniform(), new SplitMix64(1));
            double before = Predictor.of(model, first).loss(LOSS, known);
            RnnParameters last = trained(model, first, Recipe.of(LOSS, optimizer), known.batches(30), 4);
            assertThat(Predictor.of(model, last).loss(LOSS, known))
                    .as(optimizer.toString())
                    .isLessThan(before - 0.02);
        });
    }
}
