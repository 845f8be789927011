package io.github.unroll.train;

import io.github.unroll.Output;
import io.github.unroll.Parameters;
import io.github.unroll.Targets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Trains a model: epochs over {@link Batches}, an update by the {@link Recipe} for each, listeners, stopping and
 * resuming.
 *
 * <p>Everything that decides how the training goes on is one immutable {@link Checkpoint}, which each update replaces.
 * So it may be taken at any time and from any thread, and a training that is stopped after any step and resumed from
 * it, in another process too, has the bits of one that was never stopped.
 *
 * <p>One thread trains; {@link #stop()}, {@link #parameters()} and {@link #checkpoint()} may be called from any.
 *
 * @param <P> the parameters' type
 */
public final class Trainer<P extends Parameters<P>> {

    private final Model<P> model;
    private final Recipe recipe;
    private final LongSupplier nanoTime;
    private final List<TrainingListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean stopRequested = new AtomicBoolean();
    private final AtomicBoolean training = new AtomicBoolean();
    private volatile Checkpoint<P> now;
    private Checkpoint<P> before; // the last update, and the batch it was made from; null before the first
    private Batch lastBatch;

    Trainer(Checkpoint<P> checkpoint, Recipe recipe, LongSupplier nanoTime) {
        this.model = checkpoint.model();
        this.recipe = recipe;
        this.nanoTime = nanoTime;
        this.now = checkpoint;
    }

    /**
     * A training from the start.
     *
     * @param <P> the parameters' type
     * @param model what is trained
     * @param parameters the first parameters, for instance of {@link Model#initialize}
     * @param recipe how it learns from a batch
     * @param seed decides the order of the examples
     * @return the trainer
     * @throws IllegalArgumentException if an argument is null, the parameters are not of the model's sizes or not finite,
     *     the model is a softmax of one output, or the recipe's loss is for another output than the model has
     */
    public static <P extends Parameters<P>> Trainer<P> start(Model<P> model, P parameters, Recipe recipe, long seed) {
        return start(model, parameters, recipe, seed, System::nanoTime);
    }

    static <P extends Parameters<P>> Trainer<P> start(
            Model<P> model, P parameters, Recipe recipe, long seed, LongSupplier nanoTime) {
        Checks.present("Trainer.start", "model", model);
        Checks.givenParameters("Trainer.start", model, parameters);
        Checks.present("Trainer.start", "recipe", recipe);
        if (model.output() == Output.SOFTMAX && model.nY() == 1) {
            String expected = "at least 2 for a softmax, which of one output is always 1"
                    + " (Output.SIGMOID and Loss.sigmoidBinaryCrossEntropy take one output of 0 or 1,"
                    + " Output.IDENTITY and Loss.halfSquaredError one of any number)";
            throw Checks.error("Trainer.start", "nY of the model", expected, "1");
        }
        Checks.loss("Trainer.start", "loss of the recipe", recipe.loss(), model);
        OptimizerState<P> state = recipe.optimizer().start(parameters);
        Position position = Position.start(seed);
        return new Trainer<>(new Checkpoint<>(model, state, recipe.summary(), position, Map.of()), recipe, nanoTime);
    }

    /**
     * A training that goes on where a checkpoint was taken.
     *
     * @param <P> the parameters' type
     * @param checkpoint of a training
     * @param recipe the recipe of that training; the schedule, which no file holds, is the caller's to keep the same, or to
     *     change: it is how a training goes on at another rate. For another recipe {@link #start start} anew from the
     *     checkpoint's parameters
     * @return the trainer
     * @throws IllegalArgumentException if an argument is null, the checkpoint is of no training, the recipe is another, or
     *     the checkpoint lacks what its optimizer remembers
     */
    public static <P extends Parameters<P>> Trainer<P> resume(Checkpoint<P> checkpoint, Recipe recipe) {
        Checks.present("Trainer.resume", "checkpoint", checkpoint);
        Checks.present("Trainer.resume", "recipe", recipe);
        if (!recipe.summary().equals(checkpoint.recipe())) {
            if (checkpoint.recipe().equals(Checkpoint.NO_RECIPE)) {
                String actual = "of parameters alone (Trainer.start trains them)";
                throw Checks.error("Trainer.resume", "checkpoint", "of a training", actual);
            }
            RecipeSummary given = recipe.summary(), begun = checkpoint.recipe();
            String expected = "the checkpoint's, with " + begun.unlike(given) + ",";
            String actual = "with " + given.unlike(begun)
                    + " (Trainer.start takes another; a schedule changes the rate of this one)";
            throw Checks.error("Trainer.resume", "recipe", expected, actual);
        }
        Checks.slots("Trainer.resume", recipe.optimizer(), checkpoint.state());
        return new Trainer<>(checkpoint, recipe, System::nanoTime);
    }

    /**
     * Adds a listener. To be called before {@link #train}.
     *
     * @param listener is told of every update
     * @return this trainer
     * @throws IllegalArgumentException if {@code listener} is null
     */
    public Trainer<P> listener(TrainingListener listener) {
        Checks.present("Trainer.listener", "listener", listener);
        listeners.add(listener);
        return this;
    }

    /**
     * Trains until so many epochs are complete, those before a stop or a checkpoint included.
     *
     * @param batches the same data in every call
     * @param epochs all epochs of the training
     * @return whether they are complete; false if the training was stopped
     * @throws DivergedException if a loss, a gradient or an update is not finite. {@link #parameters()} are then those
     *     before the failed update. If the loss was not finite, and those parameters give no finite loss on the batch
     *     before either, the update that made them is undone too; not so at the first update after {@link #resume}, when the
     *     batch before is not known
     * @throws IllegalArgumentException if {@code batches} is null or has none, a batch is null, an epoch that was begun
     *     had another number of batches or one that carried the state, {@code epochs} is negative, the schedule gives no
     *     rate, or shapes or targets do not fit: each batch is looked at in its turn, and the updates before it stay
     * @throws IllegalStateException if this trainer is training already, in another thread or above a listener that
     *     called this
     */
    public boolean train(Batches batches, int epochs) {
        Checks.present("Trainer.train", "batches", batches);
        if (epochs < 0) {
            throw Checks.error("Trainer.train", "epochs", "at least 0", String.valueOf(epochs));
        }
        if (!training.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "Trainer.train: this trainer is training already, in another thread or above this listener");
        }
        try {
            return trainUntil(batches, epochs);
        } finally {
            training.set(false);
        }
    }

    private boolean trainUntil(Batches batches, int epochs) {
        while (now.position().epoch() < epochs) {
            Position position = now.position();
            List<Batch> epoch = batches.epoch(SplitMix64.of(position.seed(), position.epoch()));
            check(epoch, batches, position);
            for (int b = position.batch(); b < epoch.size(); b++) {
                if (stopRequested.getAndSet(false)) {
                    return false;
                }
                step(epoch.get(b), epoch.size(), batches.carriesState());
            }
        }
        stopRequested.set(false);
        return true;
    }

    private static void check(List<Batch> epoch, Batches batches, Position position) {
        Checks.present("Trainer.train", "batches of an epoch", epoch);
        if (epoch.isEmpty()) {
            throw Checks.error("Trainer.train", "batches of an epoch", "at least one", "none");
        }
        if (position.batch() > 0 && position.batches() != epoch.size()) {
            throw Checks.error(
                    "Trainer.train",
                    "batches",
                    position.batches() + " an epoch, as those that this epoch began with,",
                    String.valueOf(epoch.size()));
        }
        if (position.carried().isPresent() && !batches.carriesState()) {
            String expected = "such as carry the state, as those that this epoch began with,";
            throw Checks.error("Trainer.train", "batches", expected, "of sequences that begin anew");
        }
    }

    private void step(Batch batch, int batches, boolean carries) {
        Checkpoint<P> current = now;
        Checks.present("Trainer.train", place(current.position()), batch);
        long start = nanoTime.getAsLong();
        Pass<P> pass;
        LossGradient<P> gradient;
        try {
            pass = forward(batch, current, current.parameters());
            gradient = pass.gradient(recipe.loss(), batch.targets());
        } catch (IllegalArgumentException e) { // the batch does not fit the model or the loss
            throw new IllegalArgumentException(
                    "Trainer.train: " + place(current.position()) + ": " + e.getMessage(), e);
        }
        Updated<P> updated;
        try {
            updated = recipe.update(current.state(), gradient);
        } catch (DivergedException e) {
            if (!Double.isFinite(e.loss()) && before != null && !isGoodForLastBatch(current.parameters())) {
                now = before;
            }
            throw e;
        }
        double seconds = (nanoTime.getAsLong() - start) * 1e-9;
        Position position = current.position();
        before = current;
        lastBatch = batch;
        now = current.next(
                updated.state(), position.next(batches, carries ? Optional.of(pass.last()) : Optional.empty()));
        Progress progress = new Progress(
                updated.state().step(),
                position.epoch() + 1,
                position.batch() + 1,
                batches,
                gradient.loss(),
                updated.gradientNorm(),
                updated.rate(),
                batch.m() / seconds);
        listeners.forEach(listener -> listener.onStep(progress));
    }

    private static String place(Position position) {
        return "batch " + (position.batch() + 1) + " of epoch " + (position.epoch() + 1);
    }

    private Pass<P> forward(Batch batch, Checkpoint<P> from, P parameters) {
        State state = from.position().carried().orElseGet(() -> model.zeroState(batch.m()));
        return model.forward(batch.x(), state, parameters, batch.lengths());
    }

    /** Tells parameters that ruin every loss from a batch that does. */
    private boolean isGoodForLastBatch(P parameters) {
        Targets targets = lastBatch.targets();
        double loss = recipe.loss()
                .value(targets, forward(lastBatch, before, parameters).forward());
        return Double.isFinite(loss);
    }

    /**
     * Asks {@link #train} to return after the update it is at. If none is running, the next call returns before its
     * first update. May be called by a listener and from any thread.
     */
    public void stop() {
        stopRequested.set(true);
    }

    /**
     * The parameters now, after the last update.
     *
     * @return the parameters
     */
    public P parameters() {
        return now.parameters();
    }

    /**
     * Everything that decides how the training goes on.
     *
     * @return the checkpoint after the last update
     */
    public Checkpoint<P> checkpoint() {
        return now;
    }

    @Override
    public String toString() {
        return "Trainer of " + now.model() + " after step " + now.step();
    }
}
