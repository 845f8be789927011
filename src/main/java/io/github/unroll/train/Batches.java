package io.github.unroll.train;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Where a {@link Trainer} gets its batches: shuffled mini-batches of a {@link Dataset}, the {@link Chunks} of a long
 * stream, or anything else, for instance examples that are made up on the way.
 */
@FunctionalInterface
public interface Batches {

    /**
     * The batches of one epoch. They may be made when they are asked for, by {@link List#get}; a resumed training asks
     * for those that are left only, so each must depend on nothing but its index and on what was drawn from the
     * generator before this method returned.
     *
     * @param random a generator of its own for every epoch, a function of the training's seed and of the epoch's number
     * @return at least one batch
     */
    List<Batch> epoch(RandomGenerator random);

    /**
     * Whether a batch goes on where the one before it ended, so that the state is carried from one to the next; the
     * first of an epoch starts from zeros. All must then be of the same m.
     *
     * @return false unless overridden
     */
    default boolean carriesState() {
        return false;
    }
}
