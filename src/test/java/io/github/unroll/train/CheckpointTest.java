package io.github.unroll.train;

import static io.github.unroll.train.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.unroll.Activation;
import io.github.unroll.Loss;
import io.github.unroll.LstmParameters;
import io.github.unroll.Matrix;
import io.github.unroll.Output;
import io.github.unroll.Reduction;
import io.github.unroll.RnnParameters;
import io.github.unroll.io.NpyArray;
import io.github.unroll.io.Npz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

    private static final Recipe RECIPE =
            Recipe.of(Samples.CROSS_ENTROPY, new Adam(0.01)).withClipping(Clipping.value(5));
    private static final long SEED = -81985529216486896L; // more than 53 bits, negative

    @TempDir
    private Path directory;

    private Path file;
    private Checkpoint<LstmParameters> checkpoint;

    @BeforeEach
    void writeOne() throws IOException {
        Trainer<LstmParameters> trainer = Trainer.start(Samples.LSTM, Samples.parameters(Samples.LSTM), RECIPE, SEED);
        trainer.listener(progress -> {
            if (progress.step() == 6) {
                trainer.stop();
            }
        });
        trainer.train(Samples.chunks(3), 2);
        file = directory.resolve("lstm.npz");
        checkpoint = trainer.checkpoint().withNote("vocabulary", "aé😀\n").withNote("empty", "");
        checkpoint.write(file);
    }

    private static String text(NpyArray array) {
        double[] numbers = array.asVector();
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static double[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        double[] numbers = new double[bytes.length];
        Arrays.setAll(numbers, i -> Byte.toUnsignedInt(bytes[i]));
        return numbers;
    }

    @Test
    void everythingComesBack() throws IOException {
        Checkpoint<LstmParameters> read = Checkpoint.read(file, Samples.LSTM);
        assertThat(read).isEqualTo(checkpoint);
        assertThat(read.position().carried()).isPresent();
        assertThat(read.position().seed()).isEqualTo(SEED);
        assertThat(read.notes()).containsEntry("vocabulary", "aé😀\n").containsEntry("empty", "");
        assertThat(Checkpoint.read(file)).isEqualTo(checkpoint);
    }

    @Test
    void theFileIsReadableByNames() throws IOException {
        Map<String, NpyArray> arrays = Npz.read(file);
        assertThat(arrays.get("unroll.checkpoint").asScalar()).isEqualTo(1);
        assertThat(text(arrays.get("model.kind"))).isEqualTo("lstm");
        assertThat(text(arrays.get("model.output"))).isEqualTo("SOFTMAX");
        assertThat(arrays.get("model.nA").asScalar()).isEqualTo(5);
        assertThat(arrays.get("parameters.Wf").asMatrix())
                .isEqualTo(checkpoint.parameters().Wf());
        assertThat(text(arrays.get("optimizer.name"))).isEqualTo("adam");
        assertThat(arrays.get("optimizer.setting.beta2").asScalar()).isEqualTo(0.999);
        assertThat(arrays.get("optimizer.slot.mean.by").asMatrix())
                .isEqualTo(checkpoint.state().slots().get("mean").by());
        assertThat(arrays.get("step").asScalar()).isEqualTo(6);
        assertThat(arrays.get("epoch").asScalar()).isEqualTo(1);
        assertThat(arrays.get("batch").asScalar()).isEqualTo(2);
        assertThat(arrays.get("state.1").shape()).containsExactly(5, 2);
        double[] seed = arrays.get("seed").asVector();
        assertThat((long) seed[0] << 32 | (long) seed[1]).isEqualTo(SEED);
    }

    @Test
    void anRnnComesBackWithItsFunctions() throws IOException {
        RnnModel model = new RnnModel(Activation.RELU, Output.SIGMOID, 2, 3, 4);
        Recipe recipe = Recipe.of(Loss.sigmoidBinaryCrossEntropy(Reduction.SUM), new Sgd(0.1));
        Trainer<RnnParameters> trainer = Trainer.start(model, Samples.parameters(model), recipe, 1);
        trainer.checkpoint().write(file);
        Checkpoint<RnnParameters> read = Checkpoint.read(file, model);
        assertThat(read).isEqualTo(trainer.checkpoint());
        assertThat(Checkpoint.read(file).predictor().model()).isEqualTo(model);
    }

    @Test
    void aResumedTrainingKeepsTheNotes() throws IOException {
        Trainer<LstmParameters> resumed = Trainer.resume(Checkpoint.read(file, Samples.LSTM), RECIPE);
        resumed.train(Samples.chunks(3), 2);
        assertThat(resumed.checkpoint().notes()).isEqualTo(checkpoint.notes());
    }

    @Test
    void parametersThatNobodyTrainedHaveAFileToo() throws IOException {
        LstmParameters parameters = Samples.parameters(Samples.LSTM);
        Checkpoint.of(Samples.LSTM, parameters).write(file);
        Checkpoint<LstmParameters> read = Checkpoint.read(file, Samples.LSTM);
        assertThat(read).isEqualTo(Checkpoint.of(Samples.LSTM, parameters));
        assertThat(read.parameters()).isEqualTo(parameters);
        assertThat(read.step()).isZero();
        assertThatThrownBy(() -> Trainer.resume(read, RECIPE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("checkpoint must be of a training but was of parameters alone");
        assertThatThrownBy(() -> Checkpoint.of(Samples.LSTM, parameters.map(W -> W.map(v -> 1 / 0.0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Checkpoint.of: Wf must be finite but was Infinity at (0, 0)");
    }

    @Nested
    class Refused {

        /** The file with one array replaced, or without it. */
        private void change(String key, NpyArray array) throws IOException {
            Map<String, NpyArray> arrays = new LinkedHashMap<>(Npz.read(file));
            if (array == null) {
                arrays.remove(key);
            } else {
                arrays.put(key, array);
            }
            Npz.write(file, arrays);
        }

        private void unreadable(String message) {
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessage(message.replace("FILE", file.toString()));
        }

        @Test
        void anotherModel() {
            refused(
                    () -> Checkpoint.read(file, Samples.RNN),
                    "Checkpoint.read: model of " + file
                            + " must be RnnModel[activation=TANH, output=SOFTMAX, nX=3, nA=5,"
                            + " nY=4] but was LstmModel[output=SOFTMAX, nX=3, nA=5, nY=4]");
            refused(
                    () -> Checkpoint.read(file, new LstmModel(Output.SIGMOID, 3, 5, 4)),
                    "Checkpoint.read: model of " + file + " must be LstmModel[output=SIGMOID, nX=3, nA=5, nY=4] but was"
                            + " LstmModel[output=SOFTMAX, nX=3, nA=5, nY=4]");
        }

        @Test
        void anotherShape() throws IOException {
            refused(
                    () -> Checkpoint.read(file, new LstmModel(3, 6, 4)),
                    "Checkpoint.read: model of " + file + " must be LstmModel[output=SOFTMAX, nX=3, nA=6, nY=4] but was"
                            + " LstmModel[output=SOFTMAX, nX=3, nA=5, nY=4]");
            change("parameters.Wi", NpyArray.of(Matrix.zeros(5, 7)));
            unreadable("Checkpoint.read: FILE, array parameters.Wi, must be (5, 8) but was (5, 7)");
        }

        @Test
        void slotsOrAStateOfAnotherShape() throws IOException {
            change("optimizer.slot.squares.by", NpyArray.of(Matrix.zeros(3, 1)));
            unreadable("Checkpoint.read: FILE, array optimizer.slot.squares.by, must be (4, 1) but was (3, 1)");
            checkpoint.write(file);
            change("state.1", NpyArray.of(Matrix.zeros(6, 2)));
            unreadable("Checkpoint.read: FILE, array state.1, must be (5, 2) but was (6, 2)");
            change("state.1", null);
            unreadable("Checkpoint.read: FILE, array state.1, must be present but was not");
            change("state.1", NpyArray.of(Matrix.zeros(5, 3)));
            unreadable("Checkpoint.read: FILE: State: matrices[1] must be (5, 2) but was (5, 3)");
        }

        @Test
        void anotherFormatVersion() throws IOException {
            change("unroll.checkpoint", NpyArray.scalar(2));
            unreadable("Checkpoint.read: format version of FILE must be 1 but was 2");
        }

        @Test
        void anotherNpzFile() throws IOException {
            Npz.write(file, Map.of("w", NpyArray.scalar(1)));
            unreadable("Checkpoint.read: FILE must be a checkpoint, which holds an array unroll.checkpoint, but was an"
                    + " .npz file without one");
        }

        @Test
        void aFileThatIsNoNpzOrIsNotThere() throws IOException {
            Files.writeString(file, "not a checkpoint");
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Checkpoint.read: ")
                    .hasMessageContaining("must be an .npz archive")
                    .hasMessageContaining(file.toString());
            Files.delete(file);
            assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(NoSuchFileException.class);
        }

        @Test
        void aFileCutShortAnywhere() throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            for (int length = 0; length < bytes.length; length += 97) {
                Files.write(file, Arrays.copyOf(bytes, length));
                assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(IOException.class);
            }
        }

        @Test
        void anArrayThatIsMissingWhicheverItIs() throws IOException {
            Map<String, NpyArray> all = Npz.read(file);
            for (String key : all.keySet()) {
                if (!key.startsWith("note.") && !key.startsWith("optimizer.setting.")) {
                    Map<String, NpyArray> without = new LinkedHashMap<>(all);
                    without.remove(key);
                    Npz.write(file, without);
                    assertThatThrownBy(() -> Checkpoint.read(file))
                            .as(key)
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining(" must be ")
                            .hasMessageContaining(file.toString());
                }
            }
        }

        @Test
        void aSettingThatIsMissingIsAnotherRecipe() throws IOException {
            change("optimizer.setting.beta1", null);
            Checkpoint<LstmParameters> read = Checkpoint.read(file, Samples.LSTM);
            assertThatThrownBy(() -> Trainer.resume(read, RECIPE)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void valuesThatCannotBe() throws IOException {
            change("model.kind", NpyArray.vector(bytes("gru")));
            unreadable("Checkpoint.read: FILE, array model.kind, must be rnn or lstm but was gru");
            checkpoint.write(file);
            change("model.output", NpyArray.vector(bytes("SOFT")));
            unreadable("Checkpoint.read: FILE, array model.output, must be one of [SOFTMAX, SIGMOID, IDENTITY] but was"
                    + " SOFT");
            change("model.output", NpyArray.vector(256));
            unreadable(
                    "Checkpoint.read: FILE, array model.output, must be bytes of UTF-8, from 0 to 255 but was 256.0");
            change("model.output", NpyArray.vector(0xff));
            unreadable("Checkpoint.read: FILE, array model.output, must be bytes of UTF-8 but was not");
            change("model.output", NpyArray.scalar(1));
            unreadable("Checkpoint.read: FILE, array model.output, must be of 1 dimensions but was of 0");
            checkpoint.write(file);
            change("step", NpyArray.scalar(0.5));
            unreadable(
                    "Checkpoint.read: FILE, array step, must be a whole number from 0 to 9007199254740992 but was 0.5");
            checkpoint.write(file);
            change("seed", NpyArray.vector(1, -1));
            unreadable("Checkpoint.read: FILE, array seed, must be 2 whole numbers from 0 to 4294967295 but was [1.0,"
                    + " -1.0]");
            change("seed", NpyArray.vector(1L << 32, 1));
            unreadable("Checkpoint.read: FILE, array seed, must be 2 whole numbers from 0 to 4294967295 but was"
                    + " [4.294967296E9, 1.0]");
            checkpoint.write(file);
            change("model.kind", NpyArray.vector(114, 110.5, 110));
            unreadable("Checkpoint.read: FILE, array model.kind, must be bytes of UTF-8, from 0 to 255 but was 110.5");
            checkpoint.write(file);
            change("seed", NpyArray.vector());
            unreadable("Checkpoint.read: FILE, array seed, must be 2 whole numbers from 0 to 4294967295 but was []");
            checkpoint.write(file);
            change("batch", NpyArray.scalar(4));
            unreadable("Checkpoint.read: FILE: Position: batch must be from 0 to below batches = 4 but was 4");
            checkpoint.write(file);
            change("model.nX", NpyArray.scalar(0));
            unreadable("Checkpoint.read: FILE, array model.nX, must be at least 1 but was 0");
        }

        @Test
        void parametersThatAreNotThereOrNotFinite() throws IOException {
            Matrix notFinite =
                    Matrix.of(new double[][] {{0, 0, 0, Double.NaN, 0}}).transpose();
            change("parameters.bf", NpyArray.of(notFinite));
            unreadable("Checkpoint.read: FILE: Checkpoint: parameters.bf must be finite but was NaN at (3, 0)");
            change("parameters.bf", NpyArray.of(Matrix.zeros(5, 1)));
            change("optimizer.slot.mean.bf", NpyArray.of(notFinite));
            unreadable(
                    "Checkpoint.read: FILE: Checkpoint: optimizer.slot.mean.bf must be finite but was NaN at (3, 0)");
            change("parameters.Wf", null);
            unreadable("Checkpoint.read: FILE, array parameters.Wf, must be present but was not");
        }

        @Test
        void sizesLargerThanTheFileBeforeAnythingIsAllocated() throws IOException {
            change("model.nA", NpyArray.scalar(Integer.MAX_VALUE));
            unreadable("Checkpoint.read: parameters of FILE must be of (nX, nA, nY) = (3, 2147483647, 4), as"
                    + " the file says, so at least 4611686029164806144 values, but was 204");
        }

        @Test
        void missingArguments() {
            refused(() -> Checkpoint.read(null), "Checkpoint.read: path must be present but was null");
            refused(() -> Checkpoint.read(file, null), "Checkpoint.read: model must be present but was null");
            refused(() -> checkpoint.write(null), "Checkpoint.write: path must be present but was null");
        }

        @Test
        void whatIsNotFiniteIsNotWritten() throws IOException {
            OptimizerState<LstmParameters> state = checkpoint.state();
            LstmParameters notFinite = state.parameters().map(W -> W.map(v -> Double.NaN));
            Map<String, LstmParameters> slots = new LinkedHashMap<>(state.slots());
            refused(
                    () -> with(new OptimizerState<>(notFinite, slots, 1)).write(file),
                    "Checkpoint.write: Wf must be finite but was NaN at (0, 0)");
            slots.put("mean", notFinite);
            refused(
                    () -> with(new OptimizerState<>(state.parameters(), slots, 1))
                            .write(file),
                    "Checkpoint.write: mean of Wf must be finite but was NaN at (0, 0)");
            assertThat(Checkpoint.read(file)).isEqualTo(checkpoint);
        }

        private Checkpoint<LstmParameters> with(OptimizerState<LstmParameters> state) {
            return new Checkpoint<>(
                    checkpoint.model(), state, checkpoint.recipe(), checkpoint.position(), checkpoint.notes());
        }

        @Test
        void notesThatNoFileCouldHold() {
            String name = "Checkpoint.withNote: name of a note must be ";
            refused(() -> checkpoint.withNote(null, "x"), name + "present but was null");
            refused(
                    () -> checkpoint.withNote("", "x"),
                    name + "at least one character and none of them NUL but was empty");
            refused(
                    () -> checkpoint.withNote("a\0b", "x"),
                    name + "at least one character and none of them NUL but was a?b");
            refused(() -> checkpoint.withNote("x", null), "Checkpoint.withNote: note x must be present but was null");
            refused(
                    () -> checkpoint.withNote("x", "\ud83d"),
                    "Checkpoint.withNote: note x must be valid Unicode but was one with an unpaired surrogate");
            refused(
                    () -> new Checkpoint<>(
                            checkpoint.model(),
                            checkpoint.state(),
                            checkpoint.recipe(),
                            checkpoint.position(),
                            Collections.singletonMap("x", null)),
                    "Checkpoint: note x must be present but was null");
            assertThatThrownBy(() -> checkpoint.withNote("\ud83d", "\ude00"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aWriteThatFailsLeavesTheOldFile() throws IOException {
        Checkpoint<LstmParameters> unwritable = checkpoint.withNote("n".repeat(70_000), "x");
        assertThatThrownBy(() -> unwritable.write(file)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Checkpoint.read(file)).isEqualTo(checkpoint);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }
}
