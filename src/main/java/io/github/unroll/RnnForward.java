package io.github.unroll;

import java.util.List;

/**
 * What the forward pass of an RNN over a sequence gives; the notebook's {@code a, y_pred, caches}, each a list over time.
 *
 * @param a T hidden states, each (nA, m)
 * @param yPred T predictions, each (nY, m)
 * @param logits T times what the output function was applied to, each (nY, m)
 * @param caches T times what the backward pass needs; {@code caches.subList(0, t)} is the pass over the first t steps
 */
public record RnnForward(List<Matrix> a, List<Matrix> yPred, List<Matrix> logits, List<RnnCache> caches)
        implements SequenceForward {

    /**
     * Checks that the lists have the same length and the shapes fit, and copies them.
     *
     * @param a T hidden states, each (nA, m)
     * @param yPred T predictions, each (nY, m)
     * @param logits T times what the output function was applied to, each (nY, m)
     * @param caches T times what the backward pass needs; {@code caches.subList(0, t)} is the pass over the first t steps
     * @throws IllegalArgumentException if a list is null or empty, holds a null, or differs in length from
     *     the others, a shape does not fit, or {@code a} and the caches are not of one pass
     */
    public RnnForward {
        Shapes.sameLength("RnnForward", "caches", caches, "a", a, "yPred", yPred, "logits", logits);
        StepCache.checkPass("RnnForward", caches, a, yPred, logits);
        a = List.copyOf(a);
        yPred = List.copyOf(yPred);
        logits = List.copyOf(logits);
        caches = List.copyOf(caches);
    }

    @Override
    public Output output() {
        return caches.get(0).cell().output();
    }

    @Override
    public List<Mask> masks() {
        return StepCache.masks(caches);
    }
}
