package io.github.unroll.train;

import static io.github.unroll.train.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.unroll.Activation;
import io.github.unroll.Loss;
import io.github.unroll.Matrix;
import io.github.unroll.Output;
import io.github.unroll.Parameters;
import io.github.unroll.Reduction;
import io.github.unroll.Targets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunksTest {

    private static final Loss SUM = Loss.softmaxCrossEntropy(Reduction.SUM);

    private static Stream<Model<?>> models() {
        return Stream.of(Samples.RNN, Samples.LSTM);
    }

    /** The parameters after one epoch of gradient descent. */
    private static <P extends Parameters<P>> P trained(Model<P> model, Batches batches) {
        Trainer<P> trainer = Trainer.start(model, Samples.parameters(model), Recipe.of(SUM, new Sgd(0.1)), 1);
        trainer.train(batches, 1);
        return trainer.parameters();
    }

    @ParameterizedTest
    @MethodSource("models")
    <P extends Parameters<P>> void aChunkAsLongAsTheStreamIsBackpropagationThroughAllTime(Model<P> model) {
        Batch all = Samples.chunks(11).inOrder().get(0);
        P start = Samples.parameters(model);
        LossGradient<P> full = model.forward(all.x(), model.zeroState(2), start).gradient(SUM, all.targets());
        Sgd sgd = new Sgd(0.1);
        P expected = sgd.step(sgd.start(start), full.gradient(), 0.1).parameters();

        assertThat(Samples.chunks(11).inOrder()).hasSize(1);
        assertThat(trained(model, Samples.chunks(11))).isEqualTo(expected);
        assertThat(trained(model, Samples.chunks(1000))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("models")
    <P extends Parameters<P>> void aSmallerChunkCarriesTheStateAndCutsTheGradient(Model<P> model) {
        P parameters = Samples.parameters(model);
        State state = model.zeroState(2);
        double loss = 0;
        P sum = model.zeros();
        for (Batch chunk : Samples.chunks(4).inOrder()) {
            Pass<P> pass = model.forward(chunk.x(), state, parameters);
            LossGradient<P> gradient = pass.gradient(SUM, chunk.targets());
            loss += gradient.loss();
            sum = plus(sum, gradient.gradient());
            state = pass.last();
        }
        Batch all = Samples.chunks(11).inOrder().get(0);
        Pass<P> whole = model.forward(all.x(), model.zeroState(2), parameters);
        LossGradient<P> full = whole.gradient(SUM, all.targets());

        assertThat(state).isEqualTo(whole.last()); // forward nothing is cut
        assertThat(loss).isCloseTo(full.loss(), within(1e-12)); // another order of summation
        double cut = Bundles.norm(plus(sum, full.gradient().map(matrix -> matrix.times(-1))));
        assertThat(cut).isGreaterThan(1e-3 * Bundles.norm(full.gradient())); // backward it is
    }

    private static <P extends Parameters<P>> P plus(P left, P right) {
        Map<String, Matrix> sum = new LinkedHashMap<>();
        left.named()
                .forEach((name, matrix) ->
                        sum.put(name, matrix.plus(right.named().get(name))));
        return left.withNamed(sum);
    }

    @ParameterizedTest
    @MethodSource("models")
    <P extends Parameters<P>> void aTrainerCarriesTheStateThroughAnEpochAndStartsTheNextFromZeros(Model<P> model) {
        Recipe recipe = Recipe.of(SUM, new Sgd(0.1));
        Trainer<P> trainer = Trainer.start(model, Samples.parameters(model), recipe, 1);
        trainer.train(Samples.chunks(4), 2);

        OptimizerState<P> state = recipe.optimizer().start(Samples.parameters(model));
        for (int epoch = 0; epoch < 2; epoch++) {
            State carried = model.zeroState(2);
            for (Batch chunk : Samples.chunks(4).inOrder()) {
                Pass<P> pass = model.forward(chunk.x(), carried, state.parameters());
                state = recipe.update(state, pass.gradient(SUM, chunk.targets()))
                        .state();
                carried = pass.last();
            }
        }
        assertThat(trainer.parameters()).isEqualTo(state.parameters());
    }

    @Test
    void inWords() {
        assertThat(Samples.chunks(3)).hasToString("Chunks of 3 of 11 steps, m = 2, nX = 3, nY = 4");
    }

    @Test
    void chunksAreConsecutiveAndTheLastHasWhatIsLeft() {
        List<Matrix> x = Samples.randomSteps(11, 3, 2, 4);
        Chunks chunks = Chunks.nextStep(x, 4);
        List<Matrix> inputs = new ArrayList<>();
        chunks.inOrder().forEach(chunk -> inputs.addAll(chunk.x()));
        assertThat(inputs).isEqualTo(x.subList(0, 10));
        assertThat(chunks.inOrder()).extracting(chunk -> chunk.x().size()).containsExactly(4, 4, 2);
        assertThat(chunks.targets()).isEqualTo(20);
        assertThat(chunks.carriesState()).isTrue();
    }

    @Test
    void theTargetOfAStepIsTheNextStep() {
        List<Matrix> x = new ArrayList<>();
        for (int label : new int[] {0, 2, 1, 1, 2}) {
            x.add(Labels.oneHot(3, label));
        }
        Batch second = Chunks.nextStep(x, 2).inOrder().get(1);
        RnnModel model = new RnnModel(3, 5, 3);
        Pass<?> pass = model.forward(second.x(), model.zeroState(1), Samples.parameters(model));
        assertThat(SUM.value(second.targets(), pass.forward()))
                .isEqualTo(SUM.value(Targets.everyStep(x.subList(3, 5)), pass.forward()));
    }

    @Test
    void aTextIsCutIntoStreamsSideBySide() {
        int[] labels = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}; // two streams of 4 steps, one label left over
        List<Batch> chunks = Chunks.nextLabel(labels, 10, 2, 3).inOrder();
        assertThat(chunks).hasSize(2);
        assertThat(Labels.of(chunks.get(0).x().get(0))).containsExactly(0, 4);
        assertThat(Labels.of(chunks.get(1).x().get(0))).containsExactly(3, 7);
        RnnModel model = new RnnModel(10, 5, 10);
        Pass<?> pass = model.forward(chunks.get(1).x(), model.zeroState(2), Samples.parameters(model));
        assertThat(SUM.value(chunks.get(1).targets(), pass.forward()))
                .isEqualTo(SUM.value(Targets.everyStep(List.of(Labels.oneHot(10, 4, 8))), pass.forward()));
    }

    @Test
    void whatIsHandedInIsCopied() {
        int[] labels = {0, 1, 2, 3, 4};
        Chunks chunks = Chunks.nextLabel(labels, 5, 1, 2);
        labels[0] = 4;
        assertThat(Labels.of(chunks.inOrder().get(0).x().get(0))).containsExactly(0);
        List<Matrix> x = new ArrayList<>(Samples.randomSteps(3, 2, 1, 1));
        List<Matrix> y = new ArrayList<>(x);
        List<Matrix> before = List.copyOf(x);
        Chunks steps = Chunks.everyStep(x, y, 3);
        x.set(0, Matrix.zeros(2, 1));
        y.clear();
        assertThat(steps.inOrder().get(0).x()).isEqualTo(before);
        assertThat(steps.targets()).isEqualTo(3);
        RnnModel model = new RnnModel(Activation.TANH, Output.IDENTITY, 2, 3, 2);
        Batch batch = steps.inOrder().get(0);
        Pass<?> pass = model.forward(batch.x(), model.zeroState(1), Samples.parameters(model));
        Loss loss = Loss.halfSquaredError(Reduction.SUM);
        assertThat(loss.value(batch.targets(), pass.forward()))
                .isEqualTo(loss.value(Targets.everyStep(before), pass.forward()));
    }

    @Nested
    class Validation {

        private final List<Matrix> x = Samples.randomSteps(3, 2, 1, 1);

        @Test
        void streamsThatDoNotFitAreRefused() {
            refused(
                    () -> Chunks.everyStep(x, x.subList(0, 2), 1),
                    "Chunks.everyStep: y must be as many as x, 3 but was 2");
            refused(
                    () -> Chunks.everyStep(List.of(x.get(0), Matrix.zeros(2, 2)), x.subList(0, 2), 1),
                    "Chunks.everyStep: x[1] must be (nX, m) = (2, 1) but was (2, 2)");
            refused(
                    () -> Chunks.everyStep(x.subList(0, 2), List.of(Matrix.zeros(4, 1), Matrix.zeros(5, 1)), 1),
                    "Chunks.everyStep: y[1] must be (nY, m) = (4, 1) but was (5, 1)");
            refused(
                    () -> Chunks.everyStep(x.subList(0, 1), List.of(Matrix.zeros(4, 2)), 1),
                    "Chunks.everyStep: y[0] must be (nY, m) = (4, 1) but was (4, 2)");
            refused(
                    () -> Chunks.nextStep(List.of(x.get(0), Matrix.zeros(3, 1)), 1),
                    "Chunks.nextStep: x[1] must be (nX, m) = (2, 1) but was (3, 1)");
            Matrix nan = Matrix.of(new double[][] {{1}, {Double.NaN}});
            refused(
                    () -> Chunks.nextStep(List.of(x.get(0), nan), 1),
                    "Chunks.nextStep: x[1] must be finite but was NaN at (1, 0)");
            refused(
                    () -> Chunks.everyStep(x.subList(0, 1), List.of(nan), 1),
                    "Chunks.everyStep: y[0] must be finite but was NaN at (1, 0)");
            refused(() -> Chunks.everyStep(x, x, 0), "Chunks.everyStep: length must be at least 1 but was 0");
            refused(
                    () -> Chunks.nextStep(x.subList(0, 1), 1),
                    "Chunks.nextStep: x must be at least 2 steps (Dataset.nextStep takes a list of sequences) but was 1");
            refused(() -> Chunks.nextStep(x, -1), "Chunks.nextStep: length must be at least 1 but was -1");
            refused(
                    () -> Chunks.nextLabel(new int[] {0, 1}, 2, 2, 1),
                    "Chunks.nextLabel: labels must be at least streams + 1 = 3 long but was 2");
            refused(
                    () -> Chunks.nextLabel(new int[] {0, 2}, 2, 1, 1),
                    "Chunks.nextLabel: labels[1] must be from 0 to 1 but was 2");
            refused(
                    () -> Chunks.nextLabel(new int[] {0, 1}, 2, 0, 1),
                    "Chunks.nextLabel: streams must be at least 1 but was 0");
        }
    }
}
