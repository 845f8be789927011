package io.github.unroll.train;

import static io.github.unroll.train.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Activation;
import io.github.unroll.GradientCheck;
import io.github.unroll.Loss;
import io.github.unroll.LstmParameters;
import io.github.unroll.Matrix;
import io.github.unroll.Output;
import io.github.unroll.Parameters;
import io.github.unroll.Reduction;
import io.github.unroll.RnnParameters;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelTest {

    private static final int M = Samples.LENGTHS.length;

    static Stream<Arguments> modelsAndData() {
        return Stream.of(Samples.RNN, Samples.LSTM, new RnnModel(Activation.RELU, Output.SOFTMAX, 3, 5, 4))
                .flatMap(model -> Stream.of(
                        Arguments.of(model, "last step", Samples.classification()),
                        Arguments.of(model, "every step", Samples.tagging())));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("modelsAndData")
    <P extends Parameters<P>> void gradientsOverSequencesOfDifferentLengthsMatchCentralDifferences(
            Model<P> model, String targets, Dataset data) {
        P parameters = Samples.parameters(model);
        Batch batch = data.batch(0, 1, 2, 3, 4, 5, 6);
        for (Reduction reduction : Reduction.values()) {
            Loss loss = Loss.softmaxCrossEntropy(reduction);
            State zero = model.zeroState(M);
            LossGradient<P> gradient =
                    model.forward(batch.x(), zero, parameters, batch.lengths()).gradient(loss, batch.targets());
            GradientCheck.of(values -> loss.value(
                            batch.targets(),
                            model.forward(batch.x(), zero, values.like(parameters), batch.lengths())
                                    .forward()))
                    .with(parameters.named(), gradient.gradient().named())
                    .run()
                    .assertPassed();
            double value = loss.value(
                    batch.targets(),
                    model.forward(batch.x(), zero, parameters, batch.lengths()).forward());
            assertThat(gradient.loss()).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    <P extends Parameters<P>> void stepsHaveTheBitsOfTheWholeSequence(Model<P> model) {
        P parameters = Samples.parameters(model);
        List<Matrix> x = Samples.randomSteps(6, model.nX(), 2, 1);
        State state = model.zeroState(2);
        Pass<P> pass = model.forward(x, state, parameters);
        for (int t = 0; t < x.size(); t++) {
            Prediction prediction = model.step(x.get(t), state, parameters);
            state = prediction.state();
            assertThat(prediction.y()).isEqualTo(pass.forward().yPred().get(t));
        }
        assertThat(state).isEqualTo(pass.last());
    }

    @ParameterizedTest
    @MethodSource("models")
    <P extends Parameters<P>> void twoHalvesWithCarriedStateHaveTheBitsOfTheWhole(Model<P> model) {
        P parameters = Samples.parameters(model);
        List<Matrix> x = Samples.randomSteps(6, model.nX(), 2, 1);
        Pass<P> whole = model.forward(x, model.zeroState(2), parameters);
        Pass<P> first = model.forward(x.subList(0, 4), model.zeroState(2), parameters);
        Pass<P> second = model.forward(x.subList(4, 6), first.last(), parameters);
        assertThat(second.forward().yPred()).isEqualTo(whole.forward().yPred().subList(4, 6));
        assertThat(second.last()).isEqualTo(whole.last());
    }

    @ParameterizedTest
    @MethodSource("models")
    <P extends Parameters<P>> void theLastStateIsThatOfEachExamplesOwnLastStep(Model<P> model) {
        P parameters = Samples.parameters(model);
        Dataset data = Samples.classification();
        Batch batch = data.batch(0, 1, 2);
        State last = model.forward(batch.x(), model.zeroState(3), parameters, batch.lengths())
                .last();
        for (int j = 0; j < 3; j++) {
            Batch alone = data.batch(j);
            State own = model.forward(alone.x(), model.zeroState(1), parameters).last();
            for (int i = 0; i < own.matrices().size(); i++) {
                assertThat(last.matrices().get(i).column(j))
                        .isEqualTo(own.matrices().get(i));
            }
        }
    }

    static Stream<Model<?>> models() {
        return Stream.of(Samples.RNN, Samples.LSTM);
    }

    @Test
    void zerosHaveTheModelsSizesAndAModelIsAValue() {
        RnnParameters rnn = Samples.RNN.zeros();
        LstmParameters lstm = Samples.LSTM.zeros();
        assertThat(List.of(rnn.nX(), rnn.nA(), rnn.nY())).containsExactly(3, 5, 4);
        assertThat(List.of(lstm.nX(), lstm.nA(), lstm.nY())).containsExactly(3, 5, 4);
        assertThat(new RnnModel(3, 5, 4)).isEqualTo(Samples.RNN);
        assertThat(new LstmModel(3, 5, 4)).isEqualTo(Samples.LSTM);
    }

    @Nested
    class Validation {

        private final List<Matrix> x = Samples.randomSteps(2, 3, 2, 1);

        @Test
        void componentsOutOfRangeAreRefused() {
            refused(() -> new RnnModel(0, 1, 1), "RnnModel: nX must be at least 1 but was 0");
            refused(() -> new RnnModel(1, 0, 1), "RnnModel: nA must be at least 1 but was 0");
            refused(() -> new LstmModel(1, 1, -2), "LstmModel: nY must be at least 1 but was -2");
            refused(() -> new LstmModel(null, 1, 1, 1), "LstmModel: output must be present but was null");
            refused(
                    () -> new RnnModel(null, Output.SOFTMAX, 1, 1, 1),
                    "RnnModel: activation must be present but was null");
            refused(() -> Samples.RNN.zeroState(0), "RnnModel.zeroState: m must be at least 1 but was 0");
        }

        @Test
        void parametersOfAnotherModelAreRefused() {
            refused(
                    () -> Samples.RNN.forward(x, Samples.RNN.zeroState(2), new RnnModel(3, 6, 4).zeros()),
                    "RnnModel.forward: parameters must be of (nX, nA, nY) = (3, 5, 4) but was (3, 6, 4)");
            refused(
                    () -> Samples.LSTM.step(x.get(0), Samples.LSTM.zeroState(2), null),
                    "LstmModel.step: parameters must be present but was null");
        }

        @Test
        void statesOfAnotherModelAreRefused() {
            refused(
                    () -> Samples.LSTM.forward(x, Samples.RNN.zeroState(2), Samples.LSTM.zeros()),
                    "LstmModel.forward: state must be [a, c] but was 1 matrices");
            refused(
                    () -> Samples.RNN.step(x.get(0), Samples.LSTM.zeroState(2), Samples.RNN.zeros()),
                    "RnnModel.step: state must be [a] but was 2 matrices");
            refused(
                    () -> Samples.RNN.forward(x, Samples.RNN.zeroState(3), Samples.RNN.zeros()),
                    "RnnSequence.forward: a0 must be (nA, m) = (5, 2) but was (5, 3)");
            refused(
                    () -> State.of(Matrix.zeros(5, 2), Matrix.zeros(5, 3)),
                    "State: matrices[1] must be (5, 2) but was (5, 3)");
            refused(State::of, "State: matrices must be a list of at least one element but was empty");
            Matrix one = Matrix.zeros(5, 2);
            refused(() -> State.of(one, one, one), "State: matrices must be one or two but was 3");
        }
    }
}
