package io.github.unroll;

import java.util.ArrayList;
import java.util.List;

/**
 * Backpropagation through time for an LSTM; the notebook's {@code lstm_backward}.
 *
 * <pre>{@code
 * da_carry = 0     dc_carry = dcLast
 * for t = T ... 1:
 *     dzf<t>, dzi<t>, dzc<t>, dzo<t>, dc_carry  =  step backward(da<t> + da_carry, dc_carry)
 *     da_carry = Wfa' dzf<t> + Wia' dzi<t> + Wca' dzc<t> + Woa' dzo<t>          W = [Wa, Wx]
 * da0 = da_carry     dc0 = dc_carry     dx<t> = Wfx' dzf<t> + Wix' dzi<t> + Wcx' dzc<t> + Wox' dzo<t>
 * dWf = sum dzf<t> [a<t-1>; x<t>]'      dbf = sum dzf<t>      and so for i, c, o
 * }</pre>
 *
 * <p>Two states, two carries: the 2018 edition of the notebook dropped both. Sums run from the last step to the first, inside
 * a step from the first example to the last.
 */
public final class LstmBptt {

    private static final String BACKWARD = "LstmBptt.backward";

    private LstmBptt() {}

    /**
     * From the gradients at the hidden states; the notebook's {@code lstm_backward(da, caches)}.
     *
     * @param da T gradients, each (nA, m): what the rest of the model sends to each a{@literal <t>}, without the carry
     * @param caches {@link LstmForward#caches()}, or a prefix of it as long as {@code da}
     * @return the gradients at x, a0, c0 and the gates' parameters; those of the output layer are zero here
     * @throws IllegalArgumentException if an argument is null or empty, or lengths or shapes do not fit
     */
    public static LstmGradients backward(List<Matrix> da, List<LstmCache> caches) {
        Shapes.notEmpty(BACKWARD, "caches", caches);
        Matrix c = caches.get(0).cNext();
        return backward(da, Matrix.zeros(c.rows(), c.columns()), caches);
    }

    /**
     * From the gradients at the hidden states and at the last cell state.
     *
     * @param da T gradients, each (nA, m): what the rest of the model sends to each a{@literal <t>}, without the carry
     * @param dcLast (nA, m), the gradient at the cell state after the last step
     * @param caches {@link LstmForward#caches()}, or a prefix of it as long as {@code da}
     * @return the gradients at x, a0, c0 and the gates' parameters; those of the output layer are zero here
     * @throws IllegalArgumentException if an argument is null or empty, or lengths or shapes do not fit
     */
    public static LstmGradients backward(List<Matrix> da, Matrix dcLast, List<LstmCache> caches) {
        StepCache.check(BACKWARD, da, caches);
        LstmParameters parameters = caches.get(0).parameters();
        Shapes.check(
                BACKWARD,
                "dcLast",
                dcLast,
                "nA",
                parameters.nA(),
                "m",
                caches.get(0).mask().m());
        StateGradients given = StateGradients.given(List.copyOf(da), parameters.outputLayer());
        return backward(given, dcLast, List.copyOf(caches), Double.NaN, Workspace.kept());
    }

    /**
     * From a loss with a target at every step, each of weight 1.
     *
     * @param loss the loss on the predictions
     * @param targets T targets, each (nY, m)
     * @param forward the forward pass
     * @return the value of the loss and the gradients of everything
     * @throws IllegalArgumentException as {@link #backward(Loss, Targets, LstmForward)}
     */
    public static LstmGradients backward(Loss loss, List<Matrix> targets, LstmForward forward) {
        Shapes.notEmpty(BACKWARD, "targets", targets);
        return backward(loss, Targets.everyStep(targets), forward);
    }

    /**
     * From a loss.
     *
     * @param loss the loss on the predictions
     * @param targets what the predictions should have been: at every step or at the last, weighted or not
     * @param forward the forward pass
     * @return the value of the loss and the gradients of everything
     * @throws IllegalArgumentException if an argument is null, a shape does not fit, the loss is for another output than the
     *     pass has, a target is out of range, no target has a weight, or the mean's sum of weights is infinite
     */
    public static LstmGradients backward(Loss loss, Targets targets, LstmForward forward) {
        Grading grading = new Grading(BACKWARD, loss, targets, forward);
        OutputLayer layer = forward.caches().get(0).parameters().outputLayer();
        Workspace workspace = Workspace.kept();
        LossGradients da = new LossGradients(grading, layer, forward.a(), workspace);
        Matrix c = forward.c().get(0);
        Matrix dcLast = Matrix.zeros(c.rows(), c.columns());
        return backward(da, dcLast, forward.caches(), grading.value(), workspace);
    }

    private static LstmGradients backward(
            StateGradients da, Matrix dcLast, List<LstmCache> caches, double loss, Workspace workspace) {
        List<Affine.Transposed> weights = new ArrayList<>(4);
        for (Affine gate : caches.get(0).parameters().gates()) {
            weights.add(gate.transposed(dcLast.columns()));
        }
        Reversed products = new Reversed(weights, caches.size(), workspace);
        Matrix daCarry = Matrix.zeros(dcLast.rows(), dcLast.columns());
        Matrix dcCarry = dcLast.copy(); // its live columns change in place, step by step

        for (Block block : Block.reversed(caches.size(), dcLast.columns())) {
            da.begin(block);
            for (int t = block.last(); t >= block.first(); t--) {
                LstmCache cache = caches.get(t);
                Mask mask = cache.mask();
                Matrix daNext = da.plus(daCarry, t);
                List<Matrix> dz = products.room(mask);
                cache.gates().backward(mask.take(daNext), mask.take(dcCarry), mask.take(cache.cPrev()), dz);

                // both carries, da in the old one's columns, which nothing else holds;
                // past an example's end its states were copied, so are their gradients
                Matrix daPrev = mask.take(daCarry).setZero();
                for (int g = 0; g < 4; g++) {
                    daPrev.addProduct(weights.get(g).Wa(), dz.get(g), workspace);
                }
                daCarry = mask.put(daPrev, daNext);
                products.add(mask, cache.xt(), cache.aPrev(), dz);
            }
            products.end(block.first()); // dx, dW and db, over the steps of the block
        }
        LstmParameters gradient = LstmParameters.of(products.gradients(), da.outputGradients());
        return new LstmGradients(loss, products.dx(), daCarry, dcCarry, gradient);
    }
}
