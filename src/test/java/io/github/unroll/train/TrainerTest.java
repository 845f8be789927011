package io.github.unroll.train;

import static io.github.unroll.train.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.unroll.Activation;
import io.github.unroll.Loss;
import io.github.unroll.Matrix;
import io.github.unroll.Output;
import io.github.unroll.Parameters;
import io.github.unroll.Reduction;
import io.github.unroll.RnnParameters;
import io.github.unroll.Targets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {

    private static final Recipe RECIPE = Recipe.of(Samples.CROSS_ENTROPY, new Adam(0.01))
            .withClipping(Clipping.norm(0.5))
            .withSchedule(Schedule.warmup(4));

    private static Stream<Model<?>> models() {
        return Stream.of(Samples.RNN, Samples.LSTM);
    }

    private static <P extends Parameters<P>> Trainer<P> trainer(Model<P> model) {
        return Trainer.start(model, Samples.parameters(model), RECIPE, 11);
    }

    @ParameterizedTest
    @MethodSource("models")
    <P extends Parameters<P>> void trainingIsTheLoopThatOneWouldWrite(Model<P> model) {
        Trainer<P> trainer = trainer(model);
        assertThat(trainer.train(Samples.classification().batches(3), 2)).isTrue();

        OptimizerState<P> state = RECIPE.optimizer().start(Samples.parameters(model));
        for (int epoch = 0; epoch < 2; epoch++) {
            for (Batch batch : Samples.classification().batches(3).epoch(SplitMix64.of(11, epoch))) {
                Pass<P> pass =
                        model.forward(batch.x(), model.zeroState(batch.m()), state.parameters(), batch.lengths());
                state = RECIPE.update(state, pass.gradient(RECIPE.loss(), batch.targets()))
                        .state();
            }
        }
        assertThat(trainer.parameters()).isEqualTo(state.parameters());
        assertThat(trainer.checkpoint().state()).isEqualTo(state);
        assertThat(trainer.checkpoint().position()).isEqualTo(new Position(11, 2, 0, 0, Optional.empty()));
    }

    @Nested
    class Listening {

        @Test
        void aListenerGetsTheValuesOfEachUpdate() {
            AtomicLong clock = new AtomicLong();
            List<Progress> seen = new ArrayList<>();
            Trainer<RnnParameters> trainer = Trainer.start(
                            Samples.RNN,
                            Samples.parameters(Samples.RNN),
                            RECIPE,
                            11,
                            () -> clock.getAndAdd(500_000_000)) // half a second an update
                    .listener(seen::add);
            trainer.train(Samples.classification().batches(3), 2);

            assertThat(seen).extracting(Progress::step).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(seen).extracting(Progress::epoch).containsExactly(1, 1, 1, 2, 2, 2);
            assertThat(seen).extracting(Progress::batch).containsExactly(1, 2, 3, 1, 2, 3);
            assertThat(seen).extracting(Progress::batches).containsOnly(3);
            assertThat(seen).extracting(Progress::isEpochEnd).containsExactly(false, false, true, false, false, true);
            assertThat(seen).extracting(Progress::rate).containsExactly(0.0025, 0.005, 0.0075, 0.01, 0.01, 0.01);
            assertThat(seen).extracting(Progress::examplesPerSecond).containsExactly(6.0, 6.0, 2.0, 6.0, 6.0, 2.0);

            Batch first = Samples.classification()
                    .batches(3)
                    .epoch(SplitMix64.of(11, 0))
                    .get(0);
            LossGradient<RnnParameters> gradient = Samples.RNN
                    .forward(first.x(), Samples.RNN.zeroState(3), Samples.parameters(Samples.RNN), first.lengths())
                    .gradient(Samples.CROSS_ENTROPY, first.targets());
            assertThat(seen.get(0).loss()).isEqualTo(gradient.loss());
            assertThat(seen.get(0).gradientNorm())
                    .isEqualTo(Bundles.norm(gradient.gradient()))
                    .isGreaterThan(0.5); // before clipping
        }

        @Test
        void aListenerSeesTheParametersAfterItsUpdate() {
            List<RnnParameters> seen = new ArrayList<>();
            List<Long> steps = new ArrayList<>();
            Trainer<RnnParameters> trainer = trainer(Samples.RNN);
            trainer.listener(progress -> {
                seen.add(trainer.parameters());
                steps.add(trainer.checkpoint().step() - progress.step());
            });
            trainer.train(Samples.classification().batches(3), 1);
            assertThat(seen).hasSize(3).doesNotHaveDuplicates().last().isEqualTo(trainer.parameters());
            assertThat(steps).containsOnly(0L);
        }

        @Test
        void oneTrainerTrainsOnceAtATime() {
            Trainer<RnnParameters> trainer = trainer(Samples.RNN);
            Batches batches = Samples.classification().batches(3);
            List<String> refused = new ArrayList<>();
            trainer.listener(progress -> {
                try {
                    trainer.train(batches, 2);
                } catch (IllegalStateException e) {
                    refused.add(e.getMessage());
                }
            });
            assertThat(trainer.train(batches, 1)).isTrue();
            assertThat(refused)
                    .hasSize(3)
                    .containsOnly(
                            "Trainer.train: this trainer is training already, in another thread or above this listener");
            assertThat(trainer.train(batches, 2)).isTrue();
            assertThat(trainer.checkpoint().step()).isEqualTo(6);
            assertThat(trainer).hasToString("Trainer of " + Samples.RNN + " after step 6");
            assertThatThrownBy(() -> trainer.train(batches, -1))
                    .hasMessage("Trainer.train: epochs must be at least 0 but was -1");
        }

        @Test
        void progressIsOneLine() {
            assertThat(new Progress(75, 3, 25, 25, 0.4123456, 0.81234, 0.01, 5311.8))
                    .hasToString("step 75, epoch 3 (25/25): loss 0.412346, gradient norm 0.8123, rate 0.01000,"
                            + " 5312 examples/s");
            assertThat(new Progress(1, 1, 1, 1, 7.8e157, 3e-8, 0.01, 10))
                    .hasToString("step 1, epoch 1 (1/1): loss 7.80000e+157, gradient norm 3.000e-08, rate 0.01000,"
                            + " 10 examples/s");
        }
    }

    @Nested
    class Stopping {

        @Test
        void aListenerCanStopAndTrainingCanGoOn() {
            Trainer<RnnParameters> trainer = trainer(Samples.RNN);
            trainer.listener(progress -> {
                if (progress.step() == 2) {
                    trainer.stop();
                }
            });
            Batches batches = Samples.classification().batches(3);
            assertThat(trainer.train(batches, 2)).isFalse();
            assertThat(trainer.checkpoint().step()).isEqualTo(2);
            assertThat(trainer.train(batches, 2)).isTrue();
            assertThat(trainer.checkpoint().step()).isEqualTo(6);

            Trainer<RnnParameters> never = trainer(Samples.RNN);
            never.train(batches, 2);
            assertThat(trainer.checkpoint()).isEqualTo(never.checkpoint());
        }

        @Test
        @Timeout(20)
        void anotherThreadCanStop() throws InterruptedException {
            Trainer<RnnParameters> trainer = trainer(Samples.RNN);
            CountDownLatch started = new CountDownLatch(1);
            trainer.listener(progress -> started.countDown());
            Thread thread =
                    new Thread(() -> trainer.train(Samples.classification().batches(3), Integer.MAX_VALUE));
            thread.start();
            started.await();
            trainer.stop();
            thread.join();
            assertThat(trainer.checkpoint().step()).isPositive();
        }

        @Test
        void aRequestBeforeTrainingEndsTheNextCallOnly() {
            Trainer<RnnParameters> trainer = trainer(Samples.RNN);
            trainer.stop();
            assertThat(trainer.train(Samples.classification().batches(3), 1)).isFalse();
            assertThat(trainer.checkpoint().step()).isZero();
            assertThat(trainer.train(Samples.classification().batches(3), 1)).isTrue();
        }

        @Test
        void aRequestAtTheLastUpdateIsDoneWithIt() {
            Trainer<RnnParameters> trainer = trainer(Samples.RNN);
            trainer.listener(progress -> trainer.stop());
            assertThat(trainer.train(Samples.classification().batches(7), 1)).isTrue();
            assertThat(trainer.train(Samples.classification().batches(7), 2)).isTrue();
            assertThat(trainer.checkpoint().step()).isEqualTo(2);
        }
    }

    @Nested
    class Diverging {

        /** One input, one linear unit, one linear output: squared errors that a large rate makes infinite soon. */
        private final RnnModel linear = new RnnModel(Activation.IDENTITY, Output.IDENTITY, 1, 1, 1);

        private final Loss squares = Loss.halfSquaredError(Reduction.MEAN);

        @Test
        void aLossThatBecomesInfiniteEndsTrainingWithParametersOfFiniteLoss() {
            Dataset data = Dataset.lastStep(
                    List.of(Matrix.of(new double[][] {{1, 2, 3, 1, 2}})), List.of(Matrix.ofColumn(1.0)));
            Trainer<RnnParameters> trainer =
                    Trainer.start(linear, Samples.parameters(linear), Recipe.of(squares, new Sgd(1e3)), 1);
            List<Progress> seen = new ArrayList<>();
            trainer.listener(seen::add);
            assertThatThrownBy(() -> trainer.train(data.batches(1), 1000))
                    .isInstanceOfSatisfying(DivergedException.class, e -> {
                        assertThat(e.step()).isEqualTo(seen.size() + 1);
                        assertThat(e.rate()).isEqualTo(1e3);
                        assertThat(e.getMessage())
                                .startsWith("Recipe.update: ")
                                .contains("of step " + e.step() + " must be finite but was not: loss " + e.loss())
                                .endsWith("gradient norm before clipping " + e.gradientNorm() + ", rate 1000.0");
                    });
            assertThat(Bundles.isFinite(trainer.parameters())).isTrue();
            assertThat(Predictor.of(linear, trainer.parameters()).loss(squares, data))
                    .isFinite();
        }

        @Test
        void parametersThatRuinEveryLossAreTakenBack() {
            Batch fine = batch(1, 1);
            Batches batches = random -> List.of(fine, fine, fine);
            // the second update makes the parameters huge but finite
            Recipe recipe = Recipe.of(squares, new Sgd(1)).withSchedule(step -> step == 2 ? 1e200 : 1e-3);
            Trainer<RnnParameters> trainer = Trainer.start(linear, Samples.parameters(linear), recipe, 1);
            List<RnnParameters> after = new ArrayList<>();
            trainer.listener(progress -> after.add(trainer.parameters()));
            assertThatThrownBy(() -> trainer.train(batches, 1)).isInstanceOfSatisfying(DivergedException.class, e -> {
                assertThat(e.step()).isEqualTo(3);
                assertThat(e.loss()).isInfinite();
            });
            assertThat(after).hasSize(2);
            assertThat(trainer.parameters()).isEqualTo(after.get(0));
            assertThat(trainer.checkpoint().step()).isEqualTo(1);
        }

        @Test
        void aBatchThatRuinsTheLossLeavesTheLatestParameters() {
            Batches batches = random -> List.of(batch(1, 1), batch(2, 1), batch(Double.NaN, 1));
            Recipe recipe = Recipe.of(squares, new Sgd(1e-3));
            Trainer<RnnParameters> trainer = Trainer.start(linear, Samples.parameters(linear), recipe, 1);
            List<RnnParameters> after = new ArrayList<>();
            trainer.listener(progress -> after.add(trainer.parameters()));
            assertThatThrownBy(() -> trainer.train(batches, 1))
                    .isInstanceOf(DivergedException.class)
                    .hasMessage(
                            "Recipe.update: loss of step 3 must be finite but was not: loss NaN, gradient norm before"
                                    + " clipping NaN, rate 0.001");
            assertThat(trainer.parameters()).isEqualTo(after.get(1));
            assertThat(trainer.checkpoint().step()).isEqualTo(2);
        }

        @Test
        void aFirstLossThatIsNotFiniteLeavesTheFirstParameters() {
            RnnParameters first = Samples.parameters(linear);
            Trainer<RnnParameters> trainer = Trainer.start(linear, first, Recipe.of(squares, new Sgd(1)), 1);
            assertThatThrownBy(() -> trainer.train(random -> List.of(batch(Double.NaN, 1)), 1))
                    .isInstanceOf(DivergedException.class);
            assertThat(trainer.parameters()).isEqualTo(first);
        }

        private static Batch batch(double x, double y) {
            return new Batch(List.of(Matrix.ofColumn(x)), Targets.lastStep(Matrix.ofColumn(y)));
        }
    }

    @Nested
    class Validation {

        @Test
        void missingArgumentsAreRefused() {
            RnnParameters parameters = Samples.RNN.zeros();
            Trainer<RnnParameters> trainer = trainer(Samples.RNN);
            refused(
                    () -> Trainer.start(null, parameters, RECIPE, 1),
                    "Trainer.start: model must be present but was null");
            refused(
                    () -> Trainer.start(Samples.RNN, null, RECIPE, 1),
                    "Trainer.start: parameters must be present but was null");
            refused(
                    () -> Trainer.start(Samples.RNN, parameters, null, 1),
                    "Trainer.start: recipe must be present but was null");
            RnnModel one = new RnnModel(3, 5, 1);
            Recipe softmax = Recipe.of(Samples.CROSS_ENTROPY, new Sgd(1));
            refused(
                    () -> Trainer.start(one, one.zeros(), softmax, 1),
                    "Trainer.start: nY of the model must be at least 2 for a softmax, which of one output is always 1"
                            + " (Output.SIGMOID and Loss.sigmoidBinaryCrossEntropy take one output of 0 or 1,"
                            + " Output.IDENTITY and Loss.halfSquaredError one of any number) but was 1");
            Recipe squared = Recipe.of(Loss.halfSquaredError(Reduction.MEAN), new Sgd(1));
            assertThatThrownBy(() -> Trainer.start(one, one.zeros(), squared, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Trainer.start: nY of the model must be at least 2 for a softmax");
            refused(
                    () -> Trainer.start(one, one.zeros().map(W -> W.map(v -> Double.NaN)), softmax, 1),
                    "Trainer.start: Wax must be finite but was NaN at (0, 0)");
            refused(
                    () -> Trainer.start(new RnnModel(3, 6, 4), parameters, RECIPE, 1),
                    "Trainer.start: parameters must be of (nX, nA, nY) = (3, 6, 4) but was (3, 5, 4)");
            refused(() -> trainer.train(null, 1), "Trainer.train: batches must be present but was null");
            refused(() -> trainer.listener(null), "Trainer.listener: listener must be present but was null");
            refused(
                    () -> Trainer.resume((Checkpoint<RnnParameters>) null, RECIPE),
                    "Trainer.resume: checkpoint must be present but was null");
        }

        @Test
        void anEpochWithoutBatchesIsRefused() {
            Trainer<RnnParameters> trainer = trainer(Samples.RNN);
            refused(
                    () -> trainer.train(random -> List.of(), 1),
                    "Trainer.train: batches of an epoch must be at least one but was none");
            refused(
                    () -> trainer.train(random -> null, 1),
                    "Trainer.train: batches of an epoch must be present but was null");
        }

        @Test
        void aBatchThatDoesNotFitIsNamed() {
            Trainer<RnnParameters> trainer = trainer(Samples.RNN);
            List<Batch> batches = new ArrayList<>(Samples.classification().inOrder(3));
            trainer.train(random -> batches, 1);
            RnnParameters after = trainer.parameters();
            batches.set(0, null);
            refused(
                    () -> trainer.train(random -> batches, 2),
                    "Trainer.train: batch 1 of epoch 2 must be present but was null");
            batches.set(0, new Batch(List.of(Matrix.zeros(2, 1)), Targets.lastStep(Matrix.zeros(4, 1))));
            refused(
                    () -> trainer.train(random -> batches, 2),
                    "Trainer.train: batch 1 of epoch 2: RnnSequence.forward: x[0] must be (nX, m) = (3, m) but was (2, 1)");
            batches.set(0, new Batch(List.of(Matrix.zeros(3, 1)), Targets.lastStep(Matrix.zeros(5, 1))));
            refused(
                    () -> trainer.train(random -> batches, 2),
                    "Trainer.train: batch 1 of epoch 2: Bptt.backward: targets must be (nY, m) = (4, 1) but was (5, 1)");
            assertThat(trainer.parameters()).isEqualTo(after);
        }

        @Test
        void aCheckpointWithoutWhatTheOptimizerRemembersIsRefused() {
            Checkpoint<RnnParameters> whole = trainer(Samples.RNN).checkpoint();
            OptimizerState<RnnParameters> bare = new OptimizerState<>(whole.parameters(), Map.of(), 0);
            Checkpoint<RnnParameters> checkpoint =
                    new Checkpoint<>(whole.model(), bare, whole.recipe(), whole.position(), Map.of());
            refused(
                    () -> Trainer.resume(checkpoint, RECIPE),
                    "Trainer.resume: slots must be [mean, squares], those of adam, but was []");
        }

        @Test
        void otherBatchesInTheMiddleOfAnEpochAreRefused() {
            Trainer<RnnParameters> trainer = trainer(Samples.RNN);
            trainer.listener(progress -> trainer.stop());
            trainer.train(Samples.classification().batches(3), 1);
            refused(
                    () -> trainer.train(Samples.classification().batches(2), 1),
                    "Trainer.train: batches must be 3 an epoch, as those that this epoch began with, but was 4");
        }

        @Test
        void sequencesDoNotGoOnWhereAStreamWasStopped() {
            Trainer<RnnParameters> trainer = trainer(Samples.RNN);
            trainer.listener(progress -> trainer.stop());
            trainer.train(Samples.chunks(4), 1); // three chunks
            RnnParameters after = trainer.parameters();
            List<Batch> three = Samples.chunks(4).inOrder();
            refused(
                    () -> trainer.train(random -> three, 1),
                    "Trainer.train: batches must be such as carry the state, as those that this epoch began with, but was"
                            + " of sequences that begin anew");
            assertThat(trainer.parameters()).isEqualTo(after);
        }

        @Test
        void anotherRecipeIsRefusedOnResuming() {
            Checkpoint<RnnParameters> checkpoint = trainer(Samples.RNN).checkpoint();
            String must = "Trainer.resume: recipe must be the checkpoint's, with ";
            String other = " (Trainer.start takes another; a schedule changes the rate of this one)";
            Optimizer adam = RECIPE.optimizer();
            refused(
                    () -> Trainer.resume(checkpoint, Recipe.of(Samples.CROSS_ENTROPY, adam)),
                    must + "clipping NORM 0.5, but was with clipping NONE" + other);
            refused(
                    () -> Trainer.resume(
                            checkpoint, Recipe.of(RECIPE.loss(), new Sgd(0.1)).withClipping(RECIPE.clipping())),
                    must + "adam, but was with sgd" + other);
            Recipe faster = Recipe.of(Loss.softmaxCrossEntropy(Reduction.SUM), new Adam(0.02, 0.8, 0.999, 1e-8));
            refused(
                    () -> Trainer.resume(checkpoint, faster.withClipping(RECIPE.clipping())),
                    must + "beta1=0.9, rate=0.01, SOFTMAX_CROSS_ENTROPY (MEAN),"
                            + " but was with beta1=0.8, rate=0.02, SOFTMAX_CROSS_ENTROPY (SUM)" + other);
        }

        @Test
        void anOptimizerThatHasOtherSettingsNowIsRefusedByTheirNames() {
            RecipeSummary summary = RECIPE.summary();
            Map<String, Double> settings = new HashMap<>(summary.settings());
            settings.remove("beta2");
            settings.put("decay", 0.1);
            RecipeSummary older = new RecipeSummary(summary.loss(), summary.clipping(), summary.optimizer(), settings);
            assertThat(summary.unlike(older)).isEqualTo("beta2=0.999, no decay");
            assertThat(older.unlike(summary)).isEqualTo("no beta2, decay=0.1");
        }

        @Test
        void aCheckpointOfParametersAloneHasNothingToResume() {
            Checkpoint<RnnParameters> bare = Checkpoint.of(Samples.RNN, Samples.RNN.zeros());
            refused(
                    () -> Trainer.resume(bare, RECIPE),
                    "Trainer.resume: checkpoint must be of a training but was of parameters alone"
                            + " (Trainer.start trains them)");
        }

        @Test
        void aLossForAnotherOutputIsRefusedBeforeTheFirstBatch() {
            Recipe binary = Recipe.of(Loss.sigmoidBinaryCrossEntropy(Reduction.MEAN), new Sgd(1));
            refused(
                    () -> Trainer.start(Samples.RNN, Samples.RNN.zeros(), binary, 1),
                    "Trainer.start: loss of the recipe must be one for the output SOFTMAX, the model's, but was"
                            + " SIGMOID_BINARY_CROSS_ENTROPY");
        }

        @Test
        void positionsThatCannotBeAreRefused() {
            refused(() -> new Position(1, -1, 0, 0, Optional.empty()), "Position: epoch must be at least 0 but was -1");
            refused(
                    () -> new Position(1, 0, 3, 3, Optional.empty()),
                    "Position: batch must be from 0 to below batches = 3 but was 3");
            refused(() -> new Position(1, 0, 0, 0, null), "Position: carried must be present but was null");
            refused(
                    () -> new Checkpoint<>(
                            Samples.RNN,
                            new Sgd(1).start(new RnnModel(1, 1, 1).zeros()),
                            RECIPE.summary(),
                            Position.start(1),
                            Map.of()),
                    "Checkpoint: parameters must be of (nX, nA, nY) = (3, 5, 4) but was (1, 1, 1)");
        }
    }
}
