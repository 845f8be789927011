package io.github.unroll.train;

import io.github.unroll.Matrix;
import io.github.unroll.Output;
import io.github.unroll.Parameters;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What is trained and served: the kind of recurrence, its functions and its sizes, without parameters. A value; what
 * has the same kind, functions and sizes is the same model.
 *
 * @param <P> the type of its parameters
 */
public sealed interface Model<P extends Parameters<P>> permits RnnModel, LstmModel {

    /**
     * The number of inputs.
     *
     * @return nX
     */
    int nX();

    /**
     * The number of hidden units.
     *
     * @return nA
     */
    int nA();

    /**
     * The number of outputs.
     *
     * @return nY
     */
    int nY();

    /**
     * What makes the predictions from the logits.
     *
     * @return the output function
     */
    Output output();

    /**
     * Parameters of this model's sizes, all 0.
     *
     * @return the parameters
     */
    P zeros();

    /**
     * Parameters to start the training from. They are drawn one matrix after the other in the order of
     * {@link Parameters#named()}, each row by row; of an LSTM's gate first the part that acts on the state, then the
     * part that acts on the input.
     *
     * @param initialization how
     * @param random the caller's generator
     * @return the parameters
     * @throws IllegalArgumentException if an argument is null, or an initializer gives null, another shape or a number
     *     that is not finite
     */
    P initialize(Initialization initialization, RandomGenerator random);

    /**
     * The state before the first step.
     *
     * @param m the number of examples, at least 1
     * @return zeros
     * @throws IllegalArgumentException if {@code m} is below 1
     */
    State zeroState(int m);

    /**
     * All steps forward.
     *
     * @param x T inputs, each (nX, m)
     * @param state the state before the first step, of m examples
     * @param parameters of this model's sizes
     * @param lengths m lengths, each from 1 to T, in any order; none at all if every sequence is T long
     * @return the pass
     * @throws IllegalArgumentException if an argument is null or empty, or a shape or a length does not fit
     */
    Pass<P> forward(List<Matrix> x, State state, P parameters, int... lengths);

    /**
     * One step forward, with the bits of the same step of {@link #forward}.
     *
     * @param xt (nX, m)
     * @param state the state before the step, of m examples
     * @param parameters of this model's sizes
     * @return the prediction and the state after the step
     * @throws IllegalArgumentException if an argument is null or a shape does not fit
     */
    Prediction step(Matrix xt, State state, P parameters);
}
