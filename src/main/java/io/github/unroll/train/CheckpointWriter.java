package io.github.unroll.train;

import io.github.unroll.Matrix;
import io.github.unroll.Parameters;
import io.github.unroll.io.NpyArray;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A checkpoint as named arrays; {@link CheckpointReader} is the other way round. */
final class CheckpointWriter {

    static final int VERSION = 1;
    static final String VERSION_KEY = "unroll.checkpoint";
    static final String RNN = "rnn";
    static final String LSTM = "lstm";

    private CheckpointWriter() {}

    static void write(Checkpoint<?> checkpoint, Map<String, NpyArray> to) {
        to.put(VERSION_KEY, NpyArray.scalar(VERSION));
        write(checkpoint.model(), to);
        write("parameters.", checkpoint.parameters(), to);
        write(checkpoint.recipe(), to);
        to.put(
                "optimizer.slots",
                text(String.join("\n", checkpoint.state().slots().keySet())));
        checkpoint.state().slots().forEach((slot, values) -> write("optimizer.slot." + slot + ".", values, to));
        to.put("step", NpyArray.scalar(checkpoint.step()));
        write(checkpoint.position(), to);
        checkpoint.notes().forEach((name, note) -> to.put("note." + name, text(note)));
    }

    private static void write(Model<?> model, Map<String, NpyArray> to) {
        to.put("model.kind", text(model instanceof RnnModel ? RNN : LSTM));
        if (model instanceof RnnModel rnn) {
            to.put("model.activation", text(rnn.activation().name()));
        }
        to.put("model.output", text(model.output().name()));
        to.put("model.nX", NpyArray.scalar(model.nX()));
        to.put("model.nA", NpyArray.scalar(model.nA()));
        to.put("model.nY", NpyArray.scalar(model.nY()));
    }

    private static void write(String prefix, Parameters<?> parameters, Map<String, NpyArray> to) {
        parameters.named().forEach((name, matrix) -> to.put(prefix + name, NpyArray.of(matrix)));
    }

    private static void write(RecipeSummary recipe, Map<String, NpyArray> to) {
        to.put("recipe.loss", text(recipe.loss().kind().name()));
        to.put("recipe.reduction", text(recipe.loss().reduction().name()));
        to.put("recipe.clipping", text(recipe.clipping().kind().name()));
        to.put("recipe.clipping.limit", NpyArray.scalar(recipe.clipping().limit()));
        to.put("optimizer.name", text(recipe.optimizer()));
        recipe.settings().forEach((name, value) -> to.put("optimizer.setting." + name, NpyArray.scalar(value)));
    }

    private static void write(Position position, Map<String, NpyArray> to) {
        to.put("epoch", NpyArray.scalar(position.epoch()));
        to.put("batch", NpyArray.scalar(position.batch()));
        to.put("batches", NpyArray.scalar(position.batches()));
        long seed = position.seed();
        to.put("seed", NpyArray.vector(seed >>> 32, seed & 0xffffffffL)); // a double holds 53 bits
        List<Matrix> carried = position.carried().map(State::matrices).orElse(List.of());
        for (int i = 0; i < carried.size(); i++) {
            to.put("state." + i, NpyArray.of(carried.get(i)));
        }
    }

    private static NpyArray text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        double[] numbers = new double[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            numbers[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return NpyArray.vector(numbers);
    }
}
