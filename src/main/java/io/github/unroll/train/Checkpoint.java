package io.github.unroll.train;

import io.github.unroll.Loss;
import io.github.unroll.Parameters;
import io.github.unroll.Reduction;
import io.github.unroll.io.NpyArray;
import io.github.unroll.io.Npz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model with its parameters and all that a training needs to go on: what a {@link Trainer} is after a step, and what
 * a file holds between training and serving.
 *
 * <p><b>The file</b> is an {@code .npz}, which {@code numpy.load} opens. It is written beside its destination and moved
 * into place, so that at any moment there is the old file or the new one. Texts are their UTF-8 bytes, a number each:
 * {@code bytes(file["model.kind"].astype("u1")).decode()}.
 *
 * <pre>{@code
 * unroll.checkpoint                               the format's version, 1
 * model.kind                                      rnn or lstm
 * model.activation (of an rnn), model.output      the names of Activation and Output
 * model.nX, model.nA, model.nY                    sizes
 * parameters.Wax, ...                             the parameters
 * recipe.loss, recipe.reduction                   the names of Loss.Kind and Reduction
 * recipe.clipping, recipe.clipping.limit          the name of Clipping.Kind, its limit
 * optimizer.name, optimizer.setting.beta1, ...    the optimizer
 * optimizer.slots                                 the names of what it remembers, one a line
 * optimizer.slot.mean.Wax, ...                    what it remembers, for each of these
 * step, epoch, batch, batches                     where the training is
 * seed                                            [upper 32 bits, lower 32 bits]
 * state.0, state.1                                the carried state, if there is one
 * note.NAME                                       texts of the caller's own
 * }</pre>
 *
 * @param <P> the parameters' type
 * @param model the model
 * @param state its parameters and what the optimizer remembers
 * @param recipe what it was trained with
 * @param position where the training is
 * @param notes texts of the caller's own, such as the vocabulary, by name
 */
public record Checkpoint<P extends Parameters<P>>(
        Model<P> model, OptimizerState<P> state, RecipeSummary recipe, Position position, Map<String, String> notes) {

    /** Of parameters that no training made. */
    static final RecipeSummary NO_RECIPE =
            new RecipeSummary(Loss.halfSquaredError(Reduction.SUM), Clipping.none(), "none", Map.of());

    /**
     * Copies the map.
     *
     * @param model the model
     * @param state its parameters and what the optimizer remembers
     * @param recipe what it was trained with
     * @param position where the training is
     * @param notes texts of the caller's own, such as the vocabulary, by name
     * @throws IllegalArgumentException if a component is null, the parameters are not of the model's sizes, or a note or
     *     its name is null, has an unpaired surrogate, or the name is empty or has a NUL character
     */
    public Checkpoint {
        Checks.present("Checkpoint", "model", model);
        Checks.present("Checkpoint", "state", state);
        Checks.parameters("Checkpoint", model, state.parameters());
        Checks.present("Checkpoint", "recipe", recipe);
        Checks.present("Checkpoint", "position", position);
        Checks.present("Checkpoint", "notes", notes);
        notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
        notes.forEach((name, note) -> checkNote("Checkpoint", name, note));
    }

    /**
     * A checkpoint of parameters that no {@link Trainer} made, so that they have a file to be served from. To train them,
     * {@link Trainer#start start} from its parameters: it has no recipe to resume.
     *
     * @param <P> the parameters' type
     * @param model the model
     * @param parameters of the model's sizes
     * @return the checkpoint, before the first step
     * @throws IllegalArgumentException if an argument is null, or the parameters are not of the model's sizes or not finite
     */
    public static <P extends Parameters<P>> Checkpoint<P> of(Model<P> model, P parameters) {
        Checks.present("Checkpoint.of", "model", model);
        Checks.givenParameters("Checkpoint.of", model, parameters);
        OptimizerState<P> state = new OptimizerState<>(parameters, Map.of(), 0);
        return new Checkpoint<>(model, state, NO_RECIPE, Position.start(0), Map.of());
    }

    /** What no file could hold is refused before the training, not after it. */
    private static void checkNote(String method, String name, String note) {
        Checks.storable(method, "name of a note", name);
        Checks.present(method, "note " + name, note);
        Checks.unicode(method, "note " + name, note);
    }

    /**
     * The parameters.
     *
     * @return those of the state
     */
    public P parameters() {
        return state.parameters();
    }

    /**
     * The number of updates made.
     *
     * @return that of the state
     */
    public long step() {
        return state.step();
    }

    /** After one more update. */
    Checkpoint<P> next(OptimizerState<P> state, Position position) {
        return new Checkpoint<>(model, state, recipe, position, notes);
    }

    /**
     * The same with a text of the caller's own. A resumed training keeps it.
     *
     * @param name of the text
     * @param text any text
     * @return the checkpoint
     * @throws IllegalArgumentException if an argument is null or has an unpaired surrogate, or {@code name} is empty or
     *     has a NUL character
     */
    public Checkpoint<P> withNote(String name, String text) {
        checkNote("Checkpoint.withNote", name, text);
        Map<String, String> more = new LinkedHashMap<>(notes);
        more.put(name, text);
        return new Checkpoint<>(model, state, recipe, position, more);
    }

    /**
     * The model with its parameters, for serving.
     *
     * @return the predictor
     * @throws IllegalArgumentException if a parameter is not finite
     */
    public Predictor predictor() {
        return Predictor.of(model, parameters());
    }

    /**
     * Writes the file. What was at {@code path} is replaced when the new file is complete, and not before.
     *
     * @param path the file, in a directory that exists
     * @throws IOException if it cannot be written; one that was there is then unchanged
     * @throws IllegalArgumentException if {@code path} is null, or a parameter or what the optimizer remembers is not finite
     */
    public void write(Path path) throws IOException {
        Checks.present("Checkpoint.write", "path", path);
        Checks.givenParameters("Checkpoint.write", model, parameters());
        state.slots()
                .forEach((slot, values) -> values.named()
                        .forEach((name, matrix) -> Checks.finite("Checkpoint.write", slot + " of " + name, matrix)));
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        CheckpointWriter.write(this, arrays);
        Npz.write(path, arrays);
    }

    /**
     * Reads a file of any model, for serving.
     *
     * @param path the file
     * @return the checkpoint
     * @throws IOException if there is no such file ({@link java.nio.file.NoSuchFileException}), it cannot be read, is
     *     damaged or cut short, is no checkpoint, has a parameter that is not finite, or a format version that is not known here
     * @throws IllegalArgumentException if {@code path} is null
     */
    public static Checkpoint<?> read(Path path) throws IOException {
        Checks.present("Checkpoint.read", "path", path);
        return CheckpointReader.read(path);
    }

    /**
     * Reads a file of a known model, to train it further.
     *
     * @param <P> the parameters' type
     * @param path the file
     * @param model the model that it must hold: of the same kind, functions and sizes
     * @return the checkpoint
     * @throws IOException as {@link #read(Path)}
     * @throws IllegalArgumentException if an argument is null or the file holds another model
     */
    public static <P extends Parameters<P>> Checkpoint<P> read(Path path, Model<P> model) throws IOException {
        Checks.present("Checkpoint.read", "model", model);
        Checkpoint<?> checkpoint = read(path);
        if (!checkpoint.model().equals(model)) {
            throw Checks.error(
                    "Checkpoint.read",
                    "model of " + path,
                    model.toString(),
                    checkpoint.model().toString());
        }
        @SuppressWarnings("unchecked") // equal models have parameters of one type
        Checkpoint<P> same = (Checkpoint<P>) checkpoint;
        return same;
    }
}
