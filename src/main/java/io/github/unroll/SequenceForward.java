package io.github.unroll;

import java.util.List;

/** What a forward pass over a sequence gives, RNN or LSTM: all that a loss and a backward pass look at. */
public sealed interface SequenceForward permits RnnForward, LstmForward {

    /**
     * The hidden states.
     *
     * @return T matrices, each (nA, m)
     */
    List<Matrix> a();

    /**
     * The predictions. Past the end of an example they repeat its last one.
     *
     * @return T matrices, each (nY, m)
     */
    List<Matrix> yPred();

    /**
     * What the output function was applied to; losses are computed from these.
     *
     * @return T matrices, each (nY, m)
     */
    List<Matrix> logits();

    /**
     * The output function that made the predictions.
     *
     * @return the cell's output
     */
    Output output();

    /**
     * Which examples were live at each step.
     *
     * @return T masks
     */
    List<Mask> masks();
}
