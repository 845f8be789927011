package io.github.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Matrix;
import io.github.unroll.Parameters;
import io.github.unroll.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A training that is stopped after any step, written to a file, read and resumed, against one that never stopped. */
class ResumeTest {

    private static final int EPOCHS = 2;

    @TempDir
    private Path directory;

    static Stream<Arguments> trainings() {
        List<Arguments> all = new ArrayList<>();
        for (Model<?> model : List.of(Samples.RNN, Samples.LSTM)) {
            OptimizerTest.all().forEach(optimizer -> {
                all.add(Arguments.of(
                        model,
                        optimizer,
                        "mini-batches",
                        Samples.classification().batches(2)));
                all.add(Arguments.of(model, optimizer, "stream", Samples.chunks(3)));
            });
            all.add(Arguments.of(model, new Adam(0.01), "made up on the way", (Batches) ResumeTest::madeUp));
        }
        return all.stream();
    }

    private static List<Batch> madeUp(RandomGenerator random) {
        List<Batch> batches = new ArrayList<>();
        for (int b = 0; b < 4; b++) {
            List<Matrix> x = List.of(Samples.random(3, 2, random.nextLong()), Samples.random(3, 2, random.nextLong()));
            batches.add(new Batch(x, Targets.lastStep(Labels.oneHot(4, Samples.labels(2, 4, random.nextLong())))));
        }
        return batches;
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("trainings")
    <P extends Parameters<P>> void aRunStoppedAtAnyStepAndResumedIsBitIdentical(
            Model<P> model, Optimizer optimizer, String data, Batches batches) throws IOException {
        Recipe recipe = Recipe.of(Samples.CROSS_ENTROPY, optimizer)
                .withClipping(Clipping.norm(0.5))
                .withSchedule(Schedule.warmup(3).times(Schedule.decay(5, 0.9)));
        List<Progress> never = new ArrayList<>();
        Trainer<P> unstopped = Trainer.start(model, Samples.parameters(model), recipe, Long.MIN_VALUE + 5)
                .listener(never::add);
        assertThat(unstopped.train(batches, EPOCHS)).isTrue();
        int steps = never.size();
        assertThat(steps).isEqualTo(8);

        for (int stop = 1; stop < steps; stop++) {
            List<Progress> seen = new ArrayList<>();
            Path file = stoppedAt(stop, model, recipe, batches, seen);
            Trainer<P> resumed =
                    Trainer.resume(Checkpoint.read(file, model), recipe).listener(seen::add);
            assertThat(resumed.train(batches, EPOCHS)).isTrue();

            assertThat(resumed.checkpoint()).isEqualTo(unstopped.checkpoint());
            assertThat(seen)
                    .extracting(Progress::loss)
                    .isEqualTo(never.stream().map(Progress::loss).toList());
            assertThat(seen)
                    .extracting(Progress::gradientNorm)
                    .isEqualTo(never.stream().map(Progress::gradientNorm).toList());
            assertThat(seen)
                    .extracting(Progress::rate)
                    .isEqualTo(never.stream().map(Progress::rate).toList());
        }
    }

    private <P extends Parameters<P>> Path stoppedAt(
            int step, Model<P> model, Recipe recipe, Batches batches, List<Progress> seen) throws IOException {
        Trainer<P> trainer = Trainer.start(model, Samples.parameters(model), recipe, Long.MIN_VALUE + 5)
                .listener(seen::add);
        trainer.listener(progress -> {
            if (progress.step() == step) {
                trainer.stop();
            }
        });
        assertThat(trainer.train(batches, EPOCHS)).isFalse();
        Path file = directory.resolve("stopped.npz");
        trainer.checkpoint().write(file);
        return file;
    }
}
