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
import io.github.unroll.RnnParameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PredictorTest {

    private static Stream<Model<?>> models() {
        return Stream.of(Samples.RNN, Samples.LSTM);
    }

    private static <P extends Parameters<P>> Predictor predictor(Model<P> model) {
        return Predictor.of(model, Samples.parameters(model));
    }

    @ParameterizedTest
    @MethodSource("models")
    void aSequenceABatchAndStepsGiveTheSameBits(Model<?> model) {
        Predictor predictor = predictor(model);
        Dataset data = Samples.classification();
        Batch batch = data.batch(0, 1, 2, 3);
        List<Matrix> together = predictor.predict(batch.x(), batch.lengths());
        Matrix last = predictor.predictLast(batch.x(), batch.lengths());
        for (int j = 0; j < 4; j++) {
            Matrix alone = predictor.predict(data.x(j));
            Session session = predictor.session(1);
            for (int t = 0; t < alone.columns(); t++) {
                assertThat(together.get(t).column(j)).isEqualTo(alone.column(t));
                assertThat(session.step(data.x(j).column(t))).isEqualTo(alone.column(t));
            }
            assertThat(predictor.predictLast(data.x(j))).isEqualTo(alone.column(alone.columns() - 1));
            assertThat(last.column(j)).isEqualTo(alone.column(alone.columns() - 1));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aSessionTakesManyStepsAtOnceWithTheBitsOfOneAfterTheOther(Model<?> model) {
        Predictor predictor = predictor(model);
        List<Matrix> x = Samples.randomSteps(7, 3, 2, 5);
        Session session = predictor.session(2);
        List<Matrix> expected = x.stream().map(session::step).toList();
        Session atOnce = predictor.session(2);
        List<Matrix> y = new ArrayList<>(atOnce.predict(x.subList(0, 4)));
        y.addAll(atOnce.predict(x.subList(4, 7)));
        assertThat(y).isEqualTo(expected);
        assertThat(atOnce.state()).isEqualTo(session.state());
    }

    @ParameterizedTest
    @MethodSource("models")
    void aStateIsAValueToWhichOneCanReturn(Model<?> model) {
        Predictor predictor = predictor(model);
        Matrix x = Samples.random(3, 2, 1);
        Session session = predictor.session(2);
        session.step(x);
        State kept = session.state();
        Matrix next = session.step(x);
        assertThat(session.state()).isNotEqualTo(kept);
        session.goTo(kept);
        assertThat(session.step(x)).isEqualTo(next);
        assertThat(predictor.step(x, kept).y()).isEqualTo(next);
    }

    @ParameterizedTest
    @MethodSource("models")
    void manyThreadsShareOneSetOfParameters(Model<?> model) throws Exception {
        Predictor predictor = predictor(model);
        int threads = 8;
        List<Matrix> sequences = new ArrayList<>();
        List<Matrix> expected = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            sequences.add(Samples.random(3, 40, i));
            expected.add(predictor.predict(sequences.get(i)));
        }
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> wrong = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Matrix x = sequences.get(i);
                Matrix y = expected.get(i);
                Callable<Integer> serve = () -> {
                    start.await();
                    int count = 0;
                    for (int round = 0; round < 20; round++) {
                        Session session = predictor.session(1);
                        for (int t = 0; t < x.columns(); t++) {
                            count += session.step(x.column(t)).equals(y.column(t)) ? 0 : 1;
                        }
                        count += predictor.predict(x).equals(y) ? 0 : 1;
                    }
                    return count;
                };
                wrong.add(pool.submit(serve));
            }
            for (Future<Integer> count : wrong) {
                assertThat(count.get()).isZero();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    <P extends Parameters<P>> void theLossOfADatasetIsTheMeanOverItsTargets(Model<P> model) {
        P parameters = Samples.parameters(model);
        Predictor predictor = Predictor.of(model, parameters);
        for (Dataset data : List.of(Samples.classification(), Samples.tagging())) {
            Batch all = data.batch(0, 1, 2, 3, 4, 5, 6);
            Pass<P> pass = model.forward(all.x(), model.zeroState(7), parameters, all.lengths());
            for (Reduction reduction : Reduction.values()) {
                Loss loss = Loss.softmaxCrossEntropy(reduction);
                assertThat(predictor.loss(loss, data))
                        .isCloseTo(loss.value(all.targets(), pass.forward()), within(1e-12));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void theLossOfAStreamDoesNotDependOnItsChunks(Model<?> model) {
        Predictor predictor = predictor(model);
        double whole = predictor.loss(Samples.CROSS_ENTROPY, Samples.chunks(11));
        assertThat(predictor.loss(Samples.CROSS_ENTROPY, Samples.chunks(3))).isCloseTo(whole, within(1e-12));
        assertThat(predictor.loss(Loss.softmaxCrossEntropy(Reduction.SUM), Samples.chunks(3)))
                .isCloseTo(22 * whole, within(1e-10));
    }

    @Test
    void theLossSaysWhereATargetDoesNotFit() {
        Predictor predictor = predictor(Samples.RNN);
        List<Matrix> x = new ArrayList<>(Collections.nCopies(300, Matrix.zeros(3, 2)));
        List<Matrix> y = new ArrayList<>(Collections.nCopies(300, Labels.oneHot(4, 1)));
        y.set(299, Matrix.ofColumn(0, 0, 2, 0));
        refused(
                () -> predictor.loss(Samples.CROSS_ENTROPY, Dataset.lastStep(x, y)),
                "Predictor.loss: the examples from 256 on: Loss.value: targets at step 1, (2, 43), must be from 0 to 1"
                        + " but was 2.0");
        List<Matrix> stream = Samples.randomSteps(4, 3, 1, 1);
        List<Matrix> targets = new ArrayList<>(Collections.nCopies(4, Labels.oneHot(4, 1)));
        targets.set(2, Matrix.ofColumn(0, 0, 2, 0));
        refused(
                () -> predictor.loss(Samples.CROSS_ENTROPY, Chunks.everyStep(stream, targets, 2)),
                "Predictor.loss: chunk 1: Loss.value: targets at step 0, (2, 0), must be from 0 to 1 but was 2.0");
    }

    @Test
    void accuracyCountsTargets() {
        Predictor predictor = predictor(Samples.RNN);
        for (Dataset data : List.of(Samples.classification(), Samples.tagging())) {
            int right = 0;
            for (int j = 0; j < data.size(); j++) {
                Matrix y = predictor.predict(data.x(j));
                int[] found = Labels.of(y);
                int[] wanted = Labels.of(data.y(j));
                int from = found.length - wanted.length;
                for (int t = 0; t < wanted.length; t++) {
                    right += found[from + t] == wanted[t] ? 1 : 0;
                }
            }
            assertThat(predictor.accuracy(data)).isEqualTo((double) right / data.targets());
        }
    }

    @Test
    void accuracyOfOneOutputIsMeasuredAtOneHalf() {
        RnnModel model = new RnnModel(Activation.TANH, Output.SIGMOID, 1, 1, 1);
        Predictor half = Predictor.of(model, model.zeros()); // predicts 0.5, which is class 0
        Dataset data = Dataset.lastStep(
                List.of(Matrix.ofColumn(1.0), Matrix.ofColumn(2.0), Matrix.ofColumn(3.0)),
                List.of(Matrix.ofColumn(0.0), Matrix.ofColumn(1.0), Matrix.ofColumn(0.0)));
        assertThat(half.accuracy(data)).isEqualTo(2.0 / 3);
    }

    @Test
    void aPredictionThatIsNoNumberIsNotRight() {
        for (RnnModel model : List.of(
                new RnnModel(Activation.RELU, Output.SOFTMAX, 3, 5, 4),
                new RnnModel(Activation.RELU, Output.SIGMOID, 3, 5, 1))) {
            double[] sign = {1};
            RnnParameters overflow = new RnnParameters(
                    Matrix.zeros(5, 3),
                    Matrix.generate(5, 5, () -> 1e308),
                    Matrix.generate(model.nY(), 5, () -> sign[0] = -sign[0]), // infinite states, subtracted
                    Matrix.generate(5, 1, () -> 1e308),
                    Matrix.zeros(model.nY(), 1));
            Predictor lost = Predictor.of(model, overflow);
            assertThat(lost.predictLast(Matrix.zeros(3, 2)).get(0, 0)).isNaN();
            Matrix first = model.nY() == 1 ? Matrix.zeros(1, 1) : Labels.oneHot(4, 0);
            Dataset zeros = Dataset.lastStep(List.of(Matrix.zeros(3, 2)), List.of(first)); // class 0
            assertThat(lost.accuracy(zeros)).isZero();
            assertThat(Predictor.of(model, model.zeros()).accuracy(zeros)).isEqualTo(1);
        }
    }

    @Test
    void accuracyIsOfClassesOnly() {
        Predictor four = predictor(Samples.RNN);
        List<Matrix> x = List.of(Matrix.zeros(3, 2), Matrix.zeros(3, 1));
        Matrix soft = Matrix.ofColumn(0.1, 0.2, 0.6, 0.1);
        assertThat(four.accuracy(Dataset.lastStep(x, List.of(soft, soft)))).isBetween(0.0, 1.0);
        String twice =
                "Predictor.accuracy: targets of example 1 at step 0 must be from 0 to 1, and one of them the largest,"
                        + " but was Matrix (4, 1) ";
        Matrix multi = Matrix.ofColumn(1, 1, 0, 1);
        refused(() -> four.accuracy(Dataset.lastStep(x, List.of(soft, multi))), twice + "[[1.0], [1.0], [0.0], [1.0]]");
        Matrix none = Matrix.zeros(4, 1);
        refused(() -> four.accuracy(Dataset.lastStep(x, List.of(soft, none))), twice + "[[0.0], [0.0], [0.0], [0.0]]");
        refused(
                () -> four.accuracy(Dataset.lastStep(x, List.of(none, soft))),
                "Predictor.accuracy: targets of example 0 at step 1 must be from 0 to 1, and one of them the largest,"
                        + " but was Matrix (4, 1) [[0.0], [0.0], [0.0], [0.0]]");
        Matrix above = Matrix.ofColumn(0, 0, 2, 0);
        refused(() -> four.accuracy(Dataset.lastStep(x, List.of(soft, above))), twice + "[[0.0], [0.0], [2.0], [0.0]]");
        Matrix below = Matrix.ofColumn(0, 0, 1, -1);
        refused(
                () -> four.accuracy(Dataset.lastStep(x, List.of(soft, below))),
                twice + "[[0.0], [0.0], [1.0], [-1.0]]");
        RnnModel model = new RnnModel(Activation.TANH, Output.IDENTITY, 3, 2, 1);
        List<Matrix> numbers = List.of(Matrix.of(new double[][] {{1, 0.5}}), Matrix.ofColumn(1));
        refused(
                () -> Predictor.of(model, model.zeros()).accuracy(Dataset.everyStep(x, numbers)),
                "Predictor.accuracy: targets of example 0 at step 1 must be 0 or 1 but was Matrix (1, 1) [[0.5]]");
    }

    @ParameterizedTest
    @MethodSource("models")
    void sequencesOfAnyLengthsArePredictedAsEachIsAlone(Model<?> model) {
        Predictor predictor = predictor(model);
        List<Matrix> sequences = new ArrayList<>();
        for (int j = 0; j < 40; j++) { // more than one batch of them
            sequences.addAll(Samples.sequences());
        }
        List<Matrix> each = predictor.predictEach(sequences);
        Matrix last = predictor.predictLastOfEach(sequences);
        assertThat(each).hasSize(280);
        assertThat(last.columns()).isEqualTo(280);
        for (int j = 0; j < sequences.size(); j++) {
            assertThat(each.get(j)).isEqualTo(predictor.predict(sequences.get(j)));
            assertThat(last.column(j)).isEqualTo(predictor.predictLast(sequences.get(j)));
        }
        assertThat(predictor.toString()).isEqualTo("Predictor of " + model);
        assertThat(predictor.session(3)).hasToString("Session of " + model + ", m = 3");
    }

    @Test
    void sequencesThatDoNotFitAreRefused() {
        Predictor predictor = predictor(Samples.RNN);
        refused(() -> predictor.predictEach(null), "Predictor.predictEach: sequences must be present but was null");
        refused(
                () -> predictor.predictLastOfEach(List.of()),
                "Predictor.predictLastOfEach: sequences must be a list of at least one element but was empty");
        refused(
                () -> predictor.predictEach(List.of(Matrix.zeros(3, 2), Matrix.zeros(2, 5))),
                "Predictor.predictEach: sequences[1] must be (nX, T) = (3, T) but was (2, 5)");
    }

    @Test
    void parametersThatAreNoNumbersAreRefused() {
        refused(
                () -> Predictor.of(Samples.RNN, Samples.RNN.zeros().map(W -> W.map(v -> Double.NaN))),
                "Predictor.of: Wax must be finite but was NaN at (0, 0)");
    }

    @Test
    void missingOrMisshapenArgumentsAreRefused() {
        Predictor predictor = predictor(Samples.RNN);
        refused(() -> Predictor.of(null, Samples.RNN.zeros()), "Predictor.of: model must be present but was null");
        refused(
                () -> Predictor.of(Samples.RNN, new RnnModel(3, 5, 2).zeros()),
                "Predictor.of: parameters must be of (nX, nA, nY) = (3, 5, 4) but was (3, 5, 2)");
        refused(() -> predictor.predict((Matrix) null), "Predictor.predict: x must be present but was null");
        refused(() -> predictor.predictLast((Matrix) null), "Predictor.predictLast: x must be present but was null");
        refused(
                () -> predictor.predict(List.<Matrix>of()),
                "Predictor.predict: x must be a list of at least one element but was empty");
        refused(() -> predictor.start(0), "Predictor.start: m must be at least 1 but was 0");
        refused(() -> predictor.session(0), "Predictor.session: m must be at least 1 but was 0");
        refused(
                () -> predictor.session(1).step(Matrix.zeros(4, 1)),
                "Session.step: xt must be (nX, m) = (3, 1) but was (4, 1)");
        Session session = predictor.session(2);
        session.step(Matrix.generate(3, 2, () -> 0.5));
        State before = session.state();
        refused(
                () -> session.predict(List.of()),
                "Session.predict: x must be a list of at least one element but was empty");
        refused(
                () -> session.predict(List.of(Matrix.zeros(3, 2), Matrix.zeros(3, 5))),
                "Session.predict: x[1] must be (nX, m) = (3, 2) but was (3, 5)");
        assertThat(session.state()).isSameAs(before);
        refused(
                () -> predictor.step(Matrix.zeros(3, 2), predictor.start(1)),
                "Predictor.step: xt must be (nX, m) = (3, 1) but was (3, 2)");
        refused(() -> predictor.step(Matrix.zeros(3, 2), null), "Predictor.step: state must be present but was null");
        refused(
                () -> predictor.predict(Matrix.zeros(2, 6)),
                "Predictor.predict: x must be (nX, T) = (3, T) but was (2, 6)");
        refused(
                () -> predictor.predictLast(Matrix.zeros(2, 6)),
                "Predictor.predictLast: x must be (nX, T) = (3, T) but was (2, 6)");
        refused(
                () -> predictor.predict(List.of(Matrix.zeros(3, 2), Matrix.zeros(3, 1))),
                "Predictor.predict: x[1] must be (nX, m) = (3, 2), as x is a list of steps (predictEach and"
                        + " predictLastOfEach take sequences), but was (3, 1)");
        refused(
                () -> predictor.predictLast(List.of(Matrix.zeros(2, 2))),
                "Predictor.predictLast: x[0] must be (nX, m) = (3, 2) but was (2, 2)");
        List<Matrix> x = List.of(Matrix.zeros(3, 2), Matrix.zeros(3, 2));
        refused(() -> predictor.predict(x, 2), "Predictor.predict: lengths must be m = 2 lengths, or none, but was 1");
        refused(() -> predictor.predict(x, 1, 3), "Predictor.predict: lengths[1] must be from 1 to T = 2 but was 3");
        refused(
                () -> predictor.predictLast(x, 0, 2),
                "Predictor.predictLast: lengths[0] must be from 1 to T = 2 but was 0");
        refused(
                () -> predictor.predictLast(x, (int[]) null),
                "Predictor.predictLast: lengths must be present but was null");
        Dataset twoClasses = Dataset.classification(List.of(Matrix.zeros(3, 1)), new int[] {1}, 2);
        refused(
                () -> predictor.accuracy(twoClasses),
                "Predictor.accuracy: data must be of (nX, nY) = (3, 4) but was (3, 2)");
        Dataset twoInputs = Dataset.classification(List.of(Matrix.zeros(2, 1)), new int[] {1}, 4);
        refused(
                () -> predictor.loss(Samples.CROSS_ENTROPY, twoInputs),
                "Predictor.loss: data must be of (nX, nY) = (3, 4) but was (2, 4)");
        refused(() -> predictor.session(1).goTo(null), "Session.goTo: state must be present but was null");
        State other = State.of(Matrix.zeros(9, 1));
        refused(() -> predictor.session(1).goTo(other), "Session.goTo: state must be (nA, m) = (5, m) but was (9, 1)");
        State ofAnLstm = Samples.LSTM.zeroState(1);
        refused(() -> predictor.session(1).goTo(ofAnLstm), "Session.goTo: state must be [a] but was 2 matrices");
        refused(
                () -> predictor.step(Matrix.zeros(3, 1), other),
                "Predictor.step: state must be (nA, m) = (5, m) but was (9, 1)");
        refused(
                () -> predictor.loss(Samples.CROSS_ENTROPY, Chunks.nextLabel(new int[9], 3, 1, 2)),
                "Predictor.loss: stream must be of (nX, nY) = (3, 4) but was (3, 3)");
        refused(() -> predictor.accuracy(null), "Predictor.accuracy: data must be present but was null");
        refused(
                () -> predictor.loss(null, Samples.classification()),
                "Predictor.loss: loss must be present but was null");
        refused(
                () -> predictor.loss(Loss.sigmoidBinaryCrossEntropy(Reduction.SUM), Samples.classification()),
                "Predictor.loss: loss must be one for the output SOFTMAX, the model's, but was SIGMOID_BINARY_CROSS_ENTROPY");
    }
}
