package io.github.unroll.train;

import io.github.unroll.Loss;
import io.github.unroll.Parameters;
import io.github.unroll.SequenceForward;
import io.github.unroll.Targets;

/**
 * A forward pass of a {@link Model}, from which the backward pass can start.
 *
 * @param <P> the parameters' type
 */
public sealed interface Pass<P extends Parameters<P>> permits RnnPass, LstmPass {

    /**
     * States and predictions of every step.
     *
     * @return the core's own result
     */
    SequenceForward forward();

    /**
     * The state after the last step: of each example after its own last step, since past its length its state is copied
     * through.
     *
     * @return the state to go on from
     */
    State last();

    /**
     * The backward pass from a loss. What the state before the first step depended on gets no gradient: this is where
     * truncated backpropagation through time cuts.
     *
     * @param loss the loss on the predictions
     * @param targets what the predictions should have been
     * @return the value of the loss and its gradient
     * @throws IllegalArgumentException as
     * {@link io.github.unroll.Bptt#backward(Loss, Targets, io.github.unroll.RnnForward)}
     */
    LossGradient<P> gradient(Loss loss, Targets targets);
}
