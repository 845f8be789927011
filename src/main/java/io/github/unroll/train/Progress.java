package io.github.unroll.train;

import java.util.Locale;

/**
 * What a {@link TrainingListener} gets after each update.
 *
 * @param step the number of the update, from 1, over the whole training
 * @param epoch the epoch it belongs to, from 1
 * @param batch the number of its batch in the epoch, from 1
 * @param batches batches in the epoch
 * @param loss of the batch, before the update
 * @param gradientNorm the norm of the gradient before clipping
 * @param rate the learning rate
 * @param examplesPerSecond sequences of the batch (of a stream: columns of the chunk) over the time that the forward
 *     pass, the backward pass and the update took
 */
public record Progress(
        long step,
        int epoch,
        int batch,
        int batches,
        double loss,
        double gradientNorm,
        double rate,
        double examplesPerSecond) {

    /**
     * Whether this was the last batch of its epoch.
     *
     * @return whether the epoch is complete
     */
    public boolean isEpochEnd() {
        return batch == batches;
    }

    /**
     * One line.
     *
     * @return for example
     * {@code step 75, epoch 3 (25/25): loss 0.412345, gradient norm 0.8123, rate 0.01, 5312 examples/s}
     */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "step %d, epoch %d (%d/%d): loss %.6g, gradient norm %.4g, rate %.4g, %.0f examples/s",
                step,
                epoch,
                batch,
                batches,
                loss,
                gradientNorm,
                rate,
                examplesPerSecond);
    }
}
