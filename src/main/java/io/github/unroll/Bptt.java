package io.github.unroll;

import java.util.List;

/**
 * Backpropagation through time for a vanilla RNN; the notebook's {@code rnn_backward}.
 *
 * <pre>{@code
 * carry = 0
 * for t = T ... 1:
 *     dz<t>  = (da<t> + carry) ⊙ g'(z<t>)       the gradient at a<t>: from its own output and from the step after it
 *     carry  = Waa' dz<t>                       what a<t-1> receives
 * da0  = carry           dx<t> = Wax' dz<t>
 * dWax = sum dz<t> x<t>'      dWaa = sum dz<t> a<t-1>'      dba = sum dz<t>
 * }</pre>
 *
 * <p>The two errors that most ports make: forgetting the carry (then the result is right for T = 1 only), and adding up a
 * gradient with {@code =} where {@code +=} is meant. Only the loop's two lines are sequential; what stands below them is made
 * of products over many steps. Sums run from the last step to the first, inside a step from the first example to the last.
 *
 * <p>Werbos, P. J. (1990). Backpropagation through time: what it does and how to do it. doi:10.1109/5.58337
 */
public final class Bptt {

    private Bptt() {}

    /**
     * From the gradients at the hidden states; the notebook's {@code rnn_backward(da, caches)}.
     *
     * @param da T gradients, each (nA, m): what the rest of the model sends to each a{@literal <t>}, without the carry
     * @param caches {@link RnnForward#caches()}, or a prefix of it as long as {@code da}
     * @return the gradients at x, a0, Wax, Waa and ba; those of the output layer are zero here
     * @throws IllegalArgumentException if an argument is null or empty, or lengths or shapes do not fit
     */
    public static RnnGradients backward(List<Matrix> da, List<RnnCache> caches) {
        StepCache.check("Bptt.backward", da, caches);
        OutputLayer layer = caches.get(0).parameters().outputLayer();
        StateGradients given = StateGradients.given(List.copyOf(da), layer);
        return backward(given, List.copyOf(caches), Double.NaN, Workspace.kept());
    }

    /**
     * From a loss with a target at every step, each of weight 1.
     *
     * @param loss the loss on the predictions
     * @param targets T targets, each (nY, m)
     * @param forward the forward pass
     * @return the value of the loss and the gradients of everything
     * @throws IllegalArgumentException as {@link #backward(Loss, Targets, RnnForward)}
     */
    public static RnnGradients backward(Loss loss, List<Matrix> targets, RnnForward forward) {
        Shapes.notEmpty("Bptt.backward", "targets", targets);
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
    public static RnnGradients backward(Loss loss, Targets targets, RnnForward forward) {
        Grading grading = new Grading("Bptt.backward", loss, targets, forward);
        OutputLayer layer = forward.caches().get(0).parameters().outputLayer();
        Workspace workspace = Workspace.kept();
        LossGradients da = new LossGradients(grading, layer, forward.a(), workspace);
        return backward(da, forward.caches(), grading.value(), workspace);
    }

    private static RnnGradients backward(StateGradients da, List<RnnCache> caches, double loss, Workspace workspace) {
        RnnParameters parameters = caches.get(0).parameters();
        int m = caches.get(0).mask().m();
        Affine.Transposed weights = parameters.hidden().transposed(m);
        Reversed products = new Reversed(List.of(weights), caches.size(), workspace);
        Matrix carry = Matrix.zeros(parameters.nA(), m);

        for (Block block : Block.reversed(caches.size(), m)) {
            da.begin(block);
            for (int t = block.last(); t >= block.first(); t--) {
                RnnCache cache = caches.get(t);
                Mask mask = cache.mask();
                Matrix daNext = da.plus(carry, t);

                // dz<t> = (da<t> + carry) ⊙ g'(z<t>)
                Matrix dz = mask.take(daNext);
                cache.cell().activation().multiplyBySlope(dz, mask.take(cache.aNext()));

                // carry = Waa' dz<t>, in the old carry's columns, which nothing else holds;
                // past an example's end its state was copied, so is its gradient
                carry = mask.put(mask.take(carry).setZero().addProduct(weights.Wa(), dz, workspace), daNext);
                products.add(mask, cache.xt(), cache.aPrev(), List.of(dz));
            }
            // dx = Wax' dZ, dWax += dZ X', dWaa += dZ APrev', dba += sum of dZ, over the steps of the block
            products.end(block.first());
        }
        Affine d = products.gradients().get(0);
        OutputLayer dOutput = da.outputGradients();
        RnnParameters gradient = new RnnParameters(d.Wx(), d.Wa(), dOutput.Wy(), d.b(), dOutput.by());
        return new RnnGradients(loss, products.dx(), carry, gradient);
    }
}
