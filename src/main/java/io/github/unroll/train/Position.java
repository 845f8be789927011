package io.github.unroll.train;

import java.util.Optional;

/**
 * Where a training is: with a {@link Recipe}, the data and the parameters it decides everything that follows.
 *
 * <p>The random state is the seed: the order of the examples in an epoch is a function of the seed and of the epoch's
 * number alone, so no generator has to be saved in the middle of its sequence.
 *
 * @param seed of the whole training
 * @param epoch the number of epochs that are complete
 * @param batch the number of batches of the next epoch that are already done
 * @param batches batches of that epoch in all; 0 if it has not begun
 * @param carried the state that the next batch goes on from; empty if it starts from zeros
 */
public record Position(long seed, int epoch, int batch, int batches, Optional<State> carried) {

    /**
     * Checks the numbers.
     *
     * @param seed of the whole training
     * @param epoch the number of epochs that are complete
     * @param batch the number of batches of the next epoch that are already done
     * @param batches batches of that epoch in all; 0 if it has not begun
     * @param carried the state that the next batch goes on from; empty if it starts from zeros
     * @throws IllegalArgumentException if {@code epoch} is negative, {@code batch} is not from 0 to below
     *     {@code batches} (or both 0), or {@code carried} is null
     */
    public Position {
        if (epoch < 0) {
            throw Checks.error("Position", "epoch", "at least 0", String.valueOf(epoch));
        }
        if (batch < 0 || batch >= batches && (batch != 0 || batches != 0)) {
            throw Checks.error("Position", "batch", "from 0 to below batches = " + batches, String.valueOf(batch));
        }
        Checks.present("Position", "carried", carried);
    }

    /**
     * Before the first batch.
     *
     * @param seed of the whole training
     * @return the position
     */
    public static Position start(long seed) {
        return new Position(seed, 0, 0, 0, Optional.empty());
    }

    /** After one more batch of an epoch of so many. */
    Position next(int batches, Optional<State> carried) {
        return batch + 1 == batches
                ? new Position(seed, epoch + 1, 0, 0, Optional.empty())
                : new Position(seed, epoch, batch + 1, batches, carried);
    }
}
