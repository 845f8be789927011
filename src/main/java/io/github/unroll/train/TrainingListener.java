package io.github.unroll.train;

/** Is told of every update of a {@link Trainer}, in the thread that trains. */
@FunctionalInterface
public interface TrainingListener {

    /**
     * Called after an update. The trainer's parameters and checkpoint are those after it, so that a listener may
     * evaluate, save or {@link Trainer#stop() stop}. An exception from here ends the training with that update made.
     *
     * @param progress what the update was
     */
    void onStep(Progress progress);
}
