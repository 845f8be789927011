package io.github.unroll.train;

import static io.github.unroll.train.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.Loss;
import io.github.unroll.Matrix;
import io.github.unroll.Parameters;
import io.github.unroll.Reduction;
import io.github.unroll.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatasetTest {

    private static final int[] ALL = {0, 1, 2, 3, 4, 5, 6};

    private static Stream<Model<?>> models() {
        return Stream.of(Samples.RNN, Samples.LSTM);
    }

    /** The same with NaN wherever an example is past its length, and so many steps more of it. */
    private static List<Matrix> padWithNaN(List<Matrix> steps, int[] lengths, int more) {
        List<Matrix> padded = new ArrayList<>();
        for (int t = 0; t < steps.size() + more; t++) {
            double[][] rows = steps.get(Math.min(t, steps.size() - 1)).toArray();
            for (double[] row : rows) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = t < lengths[j] ? row[j] : Double.NaN;
                }
            }
            padded.add(Matrix.of(rows));
        }
        return padded;
    }

    @ParameterizedTest
    @MethodSource("models")
    <P extends Parameters<P>> void whatAndHowMuchPaddingThereIsMakesNoDifferenceToABit(Model<P> model) {
        P parameters = Samples.parameters(model);
        Dataset data = Samples.classification();
        Batch batch = data.batch(ALL);
        Batch padded = new Batch(padWithNaN(batch.x(), batch.lengths(), 3), batch.targets(), batch.lengths());
        State zero = model.zeroState(batch.m());
        Pass<P> pass = model.forward(batch.x(), zero, parameters, batch.lengths());
        Pass<P> withNaN = model.forward(padded.x(), zero, parameters, padded.lengths());
        assertThat(withNaN.gradient(Samples.CROSS_ENTROPY, padded.targets()))
                .isEqualTo(pass.gradient(Samples.CROSS_ENTROPY, batch.targets()));
        assertThat(withNaN.last()).isEqualTo(pass.last());
    }

    @ParameterizedTest
    @MethodSource("models")
    <P extends Parameters<P>> void aBatchHasTheLossOfItsExamplesOneByOne(Model<P> model) {
        P parameters = Samples.parameters(model);
        Loss sum = Loss.softmaxCrossEntropy(Reduction.SUM);
        for (Dataset data : List.of(Samples.classification(), Samples.tagging())) {
            double alone = 0;
            for (int j : ALL) {
                alone += loss(model, parameters, sum, data.batch(j));
            }
            assertThat(loss(model, parameters, sum, data.batch(ALL)))
                    .isCloseTo(alone, within(1e-12)); // another order of summation
        }
    }

    private static <P extends Parameters<P>> double loss(Model<P> model, P parameters, Loss loss, Batch batch) {
        Pass<P> pass = model.forward(batch.x(), model.zeroState(batch.m()), parameters, batch.lengths());
        return pass.gradient(loss, batch.targets()).loss();
    }

    @Test
    void aBatchIsAsLongAsItsLongestAndZeroPastAnExamplesEnd() {
        Dataset data = Samples.classification();
        Batch batch = data.batch(2, 0, 3);
        assertThat(batch.lengths()).containsExactly(1, 4, 3);
        assertThat(batch.x()).hasSize(4);
        assertThat(batch.m()).isEqualTo(3);
        assertThat(batch.x().get(0).column(1)).isEqualTo(data.x(0).column(0));
        assertThat(batch.x().get(2).column(2)).isEqualTo(data.x(3).column(2));
        assertThat(batch.x().get(1).column(0)).isEqualTo(Matrix.zeros(3, 1));
    }

    @Test
    void targetsOfATaggedBatchAreThoseOfItsSteps() {
        Dataset data = Samples.tagging();
        Batch batch = data.batch(0, 3);
        Targets expected = Targets.everyStep(List.of(
                side(data.y(0).column(0), data.y(3).column(0)),
                side(data.y(0).column(1), data.y(3).column(1)),
                side(data.y(0).column(2), data.y(3).column(2)),
                side(data.y(0).column(3), Matrix.ofColumn(0, 0, 0, 1))));
        Pass<?> pass = Samples.RNN.forward(
                batch.x(), Samples.RNN.zeroState(2), Samples.parameters(Samples.RNN), batch.lengths());
        assertThat(Samples.CROSS_ENTROPY.value(batch.targets(), pass.forward()))
                .isEqualTo(Samples.CROSS_ENTROPY.value(expected, pass.forward()));
    }

    private static Matrix side(Matrix left, Matrix right) {
        double[][] rows = new double[left.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {left.get(i, 0), right.get(i, 0)};
        }
        return Matrix.of(rows);
    }

    @Test
    void nextStepPredictionShiftsByOne() {
        Matrix sequence = Samples.random(3, 5, 1);
        Dataset data = Dataset.nextStep(List.of(sequence));
        assertThat(data.x(0).columns()).isEqualTo(4);
        assertThat(data.y(0).columns()).isEqualTo(4);
        assertThat(data.x(0).column(2)).isEqualTo(sequence.column(2));
        assertThat(data.y(0).column(2)).isEqualTo(sequence.column(3));
        assertThat(data.targets()).isEqualTo(4);
    }

    @Test
    void sizesAreThoseOfTheExamples() {
        Dataset data = Samples.tagging();
        assertThat(List.of(data.size(), data.nX(), data.nY())).containsExactly(7, 3, 4);
        assertThat(data.targets()).isEqualTo(25);
        assertThat(Samples.classification().targets()).isEqualTo(7);
        Dataset part = data.subset(2, 5);
        assertThat(part.size()).isEqualTo(3);
        assertThat(part.x(0)).isEqualTo(data.x(2));
    }

    @Test
    void anEpochHasEachExampleOnceInANewOrder() {
        Dataset data = Samples.classification();
        Batches batches = data.batches(3);
        List<Batch> first = batches.epoch(SplitMix64.of(1, 0));
        List<Batch> second = batches.epoch(SplitMix64.of(1, 1));
        assertThat(first).extracting(Batch::m).containsExactly(3, 3, 1);
        assertThat(columns(first)).containsExactlyInAnyOrderElementsOf(columns(data.inOrder(2)));
        assertThat(columns(first)).isNotEqualTo(columns(second)).isNotEqualTo(columns(data.inOrder(3)));
        assertThat(columns(batches.epoch(SplitMix64.of(1, 0)))).isEqualTo(columns(first));
        assertThat(batches.carriesState()).isFalse();
    }

    private static List<Matrix> columns(List<Batch> batches) {
        List<Matrix> columns = new ArrayList<>();
        for (Batch batch : batches) {
            for (int j = 0; j < batch.m(); j++) {
                columns.add(batch.x().get(0).column(j));
            }
        }
        return columns;
    }

    @Test
    void nobodyCanChangeABatchOrADataset() {
        int[] lengths = {2, 1};
        Batch batch = new Batch(Samples.randomSteps(2, 3, 2, 1), Targets.lastStep(Matrix.zeros(4, 2)), lengths);
        lengths[0] = 9;
        batch.lengths()[1] = 9;
        assertThat(batch.lengths()).containsExactly(2, 1);

        List<Matrix> x = Samples.sequences();
        int[] labels = new int[x.size()];
        Dataset data = Dataset.classification(x, labels, 4);
        x.set(0, x.get(1));
        labels[0] = 3;
        assertThat(data.x(0)).isEqualTo(Samples.sequences().get(0));
        assertThat(data.y(0)).isEqualTo(Labels.oneHot(4, 0));
    }

    @Test
    void shufflingKeepsEveryExampleWithItsTarget() {
        Dataset data = Samples.tagging();
        Dataset shuffled = data.shuffled(new SplitMix64(5));
        int[] order = SplitMix64.shuffled(data.size(), new SplitMix64(5));
        assertThat(order).isNotEqualTo(SplitMix64.shuffled(data.size(), new SplitMix64(6)));
        for (int j = 0; j < order.length; j++) {
            assertThat(shuffled.x(j)).isEqualTo(data.x(order[j]));
            assertThat(shuffled.y(j)).isEqualTo(data.y(order[j]));
        }
        assertThat(shuffled.targets()).isEqualTo(data.targets());
        refused(() -> data.shuffled(null), "Dataset.shuffled: random must be present but was null");
    }

    @Test
    void aDataSetSaysHowMuchItHas() {
        assertThat(Samples.tagging())
                .hasToString("Dataset of 7 examples, nX = 3, nY = 4, 1 to 7 steps, a target at every step");
        assertThat(Samples.classification())
                .hasToString("Dataset of 7 examples, nX = 3, nY = 4, 1 to 7 steps, a target at the last");
    }

    @Nested
    class Validation {

        private final List<Matrix> x = List.of(Samples.random(3, 4, 1), Samples.random(3, 2, 2));

        @Test
        void examplesThatDoNotFitAreRefused() {
            refused(
                    () -> Dataset.everyStep(x, List.of(Samples.random(2, 4, 1), Samples.random(2, 3, 1))),
                    "Dataset.everyStep: y[1] must be (nY, T) = (2, 2) but was (2, 3)");
            refused(
                    () -> Dataset.lastStep(x, List.of(Matrix.zeros(2, 1), Matrix.zeros(3, 1))),
                    "Dataset.lastStep: y[1] must be (nY, 1) = (2, 1) but was (3, 1)");
            refused(
                    () -> Dataset.lastStep(List.of(x.get(0), Matrix.zeros(2, 1)), List.of(x.get(0), x.get(1))),
                    "Dataset.lastStep: y[0] must be (nY, 1) = (3, 1) but was (3, 4)");
            refused(
                    () -> Dataset.classification(List.of(x.get(0), Matrix.zeros(2, 5)), new int[] {0, 1}, 2),
                    "Dataset.classification: x[1] must be (nX, T) = (3, T) but was (2, 5)");
            refused(
                    () -> Dataset.classification(x, new int[] {0}, 2),
                    "Dataset.classification: labels must be as many as x, 2 but was 1");
            refused(
                    () -> Dataset.tagging(x, List.of(new int[] {0, 0, 0, 0}), 2),
                    "Dataset.tagging: labels must be as many as x, 2 but was 1");
            refused(
                    () -> Dataset.tagging(x, List.of(new int[] {0, 0, 0, 0}, new int[] {0}), 2),
                    "Dataset.tagging: labels[1] must be as many as steps of x[1], 2 but was 1");
            refused(
                    () -> Dataset.everyStep(x, List.of(x.get(0), x.get(1).map(v -> Double.NaN))),
                    "Dataset.everyStep: y[1] must be finite but was NaN at (0, 0)");
            double[][] lastOfAll = {{1, 2}, {1, Double.NaN}};
            refused(
                    () -> Dataset.everyStep(x.subList(1, 2), List.of(Matrix.of(lastOfAll))),
                    "Dataset.everyStep: y[0] must be finite but was NaN at (1, 1)");
            Matrix infinite = Matrix.of(new double[][] {{1, 2, 3}, {1, 2, Double.NEGATIVE_INFINITY}, {0, 0, 0}});
            refused(
                    () -> Dataset.classification(List.of(x.get(0), infinite), new int[] {0, 1}, 2),
                    "Dataset.classification: x[1] must be finite but was -Infinity at (1, 2)");
            refused(
                    () -> Dataset.nextStep(List.of(x.get(0), infinite)),
                    "Dataset.nextStep: x[1] must be finite but was -Infinity at (1, 2)");
            refused(
                    () -> Dataset.classification(List.of(x.get(0), Matrix.zeros(5, 9)), new int[] {0, 1}, 2),
                    "Dataset.classification: x[1] must be (nX, T) = (3, T) but was (5, 9)");
            refused(
                    () -> Samples.classification().batches(2).epoch(null),
                    "Batches.epoch: random must be present but was null");
            refused(
                    () -> Dataset.classification(x, new int[] {0, 2}, 2),
                    "Dataset.classification: labels[1] must be from 0 to 1 but was 2");
            refused(
                    () -> Dataset.tagging(x, List.of(new int[] {0, 0, 0, 0}, new int[] {7, 0}), 2),
                    "Dataset.tagging: labels[1][0] must be from 0 to 1 but was 7");
            refused(
                    () -> Dataset.nextStep(List.of(Matrix.zeros(3, 5), Matrix.zeros(2, 5))),
                    "Dataset.nextStep: x[1] must be (nX, T) = (3, T) but was (2, 5)");
            refused(
                    () -> Dataset.nextStep(List.of(Matrix.zeros(3, 1))),
                    "Dataset.nextStep: x[0] must be a sequence of at least 2 columns (Chunks.nextStep takes a list of steps) but was 1");
            refused(
                    () -> Dataset.nextStep(List.of()),
                    "Dataset.nextStep: x must be a list of at least one element but was empty");
        }

        @Test
        void examplesThatAreNotThereAreRefused() {
            Dataset data = Samples.classification();
            refused(() -> data.x(7), "Dataset.x: example must be from 0 to 6 but was 7");
            refused(() -> data.y(-1), "Dataset.y: example must be from 0 to 6 but was -1");
            refused(() -> data.batch(0, 8), "Dataset.batch: example must be from 0 to 6 but was 8");
            refused(data::batch, "Dataset.batch: indices must be at least one but was empty");
            refused(() -> data.batches(0), "Dataset.batches: size must be at least 1 but was 0");
            refused(() -> data.inOrder(0), "Dataset.inOrder: size must be at least 1 but was 0");
            refused(
                    () -> data.subset(3, 3),
                    "Dataset.subset: [from, to) must be not empty and inside [0, 7) but was [3, 3)");
        }

        @Test
        void incompleteBatchesAreRefused() {
            Targets targets = Targets.lastStep(Matrix.zeros(4, 2));
            refused(
                    () -> new Batch(List.of(), targets),
                    "Batch: x must be a list of at least one element but was empty");
            refused(() -> new Batch(x, null), "Batch: targets must be present but was null");
            refused(() -> new Batch(x, targets, (int[]) null), "Batch: lengths must be present but was null");
        }
    }
}
