package io.github.unroll;

import java.util.ArrayList;
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

    /** What a forward pass has for every step must have the shapes of the step, which are those of its cache. */
    static void checkPass(String record, StepCache step, List<Matrix> a, List<Matrix> yPred, List<Matrix> logits) {
        int m = step.mask().m();
        Shapes.checkSteps(record, "a", a, "nA", step.parameters().nA(), "m", m);
        Shapes.checkSteps(record, "yPred", yPred, "nY", step.parameters().nY(), "m", m);
        Shapes.checkSteps(record, "logits", logits, "nY", step.parameters().nY(), "m", m);
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
        for (int t = 1; t < caches.size(); t++) {
            StepCache cache = caches.get(t);
            Matrix before = caches.get(t - 1).aNext();
            boolean sameParameters = cache.parameters() == first.parameters()
                    || cache.parameters().equals(first.parameters());
            if (!sameParameters || cache.mask().m() != first.mask().m()) {
                throw Shapes.error(method, "caches[" + t + "]", "of the same pass as caches[0]", "of another");
            }
            if (cache.aPrev() != before && !cache.aPrev().equals(before)) {
                String after = "the step after caches[" + (t - 1) + "]";
                throw Shapes.error(method, "caches[" + t + "]", after, "of another place");
            }
        }
    }
}
