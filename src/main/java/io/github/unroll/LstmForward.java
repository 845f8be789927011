package io.github.unroll;

import java.util.List;

/**
 * What the forward pass of an LSTM over a sequence gives; the notebook's {@code a, y, c, caches}, each a list over time.
 *
 * @param a T hidden states, each (nA, m)
 * @param yPred T predictions, each (nY, m)
 * @param c T cell states, each (nA, m)
 * @param logits T times what the output function was applied to, each (nY, m)
 * @param caches T times what the backward pass needs; {@code caches.subList(0, t)} is the pass over the first t steps
 */
public record LstmForward(
        List<Matrix> a, List<Matrix> yPred, List<Matrix> c, List<Matrix> logits, List<LstmCache> caches)
        implements SequenceForward {

    /**
     * Checks that the lists have the same length and the shapes fit, and copies them.
     *
     * @param a T hidden states, each (nA, m)
     * @param yPred T predictions, each (nY, m)
     * @param c T cell states, each (nA, m)
     * @param logits T times what the output function was applied to, each (nY, m)
     * @param caches T times what the backward pass needs; {@code caches.subList(0, t)} is the pass over the first t steps
     * @throws IllegalArgumentException if a list is null or empty, holds a null, or differs in length from
     *     the others, a shape does not fit, or {@code a} and the caches are not of one pass
     */
    public LstmForward {
        Shapes.sameLength("LstmForward", "caches", caches, "a", a, "yPred", yPred, "c", c, "logits", logits);
        StepCache.checkPass("LstmForward", caches, a, yPred, logits);
        Shapes.checkSteps(
                "LstmForward", "c", c, "nA", a.get(0).rows(), "m", a.get(0).columns());
        a = List.copyOf(a);
        yPred = List.copyOf(yPred);
        c = List.copyOf(c);
        logits = List.copyOf(logits);
        caches = List.copyOf(caches);
    }

    @Override
    public Output output() {
        return caches.get(0).output();
    }

    @Override
    public List<Mask> masks() {
        return StepCache.masks(caches);
    }
}
