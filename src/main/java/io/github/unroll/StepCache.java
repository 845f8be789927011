package io.github.unroll;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What the caches of an RNN's and an LSTM's step have in common. */
interface StepCache {

    /** (nA, m), the hidden state after the step. */
    Matrix aNext();

    /** (nA, m), the hidden state before it. */
    Matrix aPrev();

    /** The weights and biases that the step was computed with. */
    Parameters<?> parameters();

    /** The examples that the step applied to. */
    Mask mask();

    /** The masks of all steps. */
    static List<Mask> masks(List<? extends StepCache> caches) {
        List<Mask> masks = new ArrayList<>(caches.size());
        for (StepCache cache : caches) {
            masks.add(cache.mask());
        }
        return masks;
    }

    /** A forward pass is made of consecutive caches; its states are theirs, and everything has their shapes. */
    static void checkPass(
            String record, List<? extends StepCache> caches, List<Matrix> a, List<Matrix> yPred, List<Matrix> logits) {
        StepCache step = caches.get(0);
        int m = step.mask().m();
        Shapes.checkSteps(record, "yPred", yPred, "nY", step.parameters().nY(), "m", m);
        Shapes.checkSteps(record, "logits", logits, "nY", step.parameters().nY(), "m", m);
        checkConsecutive(record, caches);
        int t = 0;
        Iterator<Matrix> states = a.iterator();
        for (StepCache cache : caches) {
            Matrix state = states.next();
            if (state != cache.aNext()) {
                Shapes.checkSteps(record, "a", a, "nA", step.parameters().nA(), "m", m);
                if (!state.equals(cache.aNext())) {
                    throw Shapes.error(record, "a[" + t + "]", "the state after caches[" + t + "]", "another");
                }
            }
            t++;
        }
    }

    /** The caches must be consecutive steps of one pass, and da as long as they are. */
    static void check(String method, List<Matrix> da, List<? extends StepCache> caches) {
        Shapes.notEmpty(method, "caches", caches);
        Shapes.present(method, "da", da);
        if (da.size() != caches.size()) {
            throw Shapes.prefixError(method, da.size(), caches.size());
        }
        StepCache first = caches.get(0);
        Shapes.checkSteps(
                method,
                "da",
                da,
                "nA",
                first.parameters().nA(),
                "m",
                first.mask().m());
        checkConsecutive(method, caches);
    }

    /** The caches must be consecutive steps of one pass. */
    private static void checkConsecutive(String method, List<? extends StepCache> caches) {
        StepCache first = caches.get(0);
        StepCache before = null;
        int t = 0;
        for (StepCache cache : caches) {
            boolean sameParameters = cache.parameters() == first.parameters()
                    || cache.parameters().equals(first.parameters());
            if (!sameParameters || cache.mask().m() != first.mask().m()) {
                throw Shapes.error(method, "caches[" + t + "]", "of the same pass as caches[0]", "of another");
            }
            if (before != null && !same(cache.aPrev(), before.aNext())) {
                String after = "the step after caches[" + (t - 1) + "]";
                throw Shapes.error(method, "caches[" + t + "]", after, "of another place");
            }
            before = cache;
            t++;
        }
    }

    private static boolean same(Matrix state, Matrix other) {
        return state == other || state.equals(other);
    }
}
