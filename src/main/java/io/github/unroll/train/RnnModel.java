package io.github.unroll.train;

import io.github.unroll.Activation;
import io.github.unroll.Matrix;
import io.github.unroll.Output;
import io.github.unroll.RnnCell;
import io.github.unroll.RnnForward;
import io.github.unroll.RnnParameters;
import io.github.unroll.RnnSequence;
import io.github.unroll.RnnStep;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A vanilla RNN to be trained and served. Its state is {@code [a]}.
 *
 * @param activation the hidden activation
 * @param output what makes the predictions from the logits
 * @param nX the number of inputs, at least 1
 * @param nA the number of hidden units, at least 1
 * @param nY the number of outputs, at least 1
 */
public record RnnModel(Activation activation, Output output, int nX, int nA, int nY) implements Model<RnnParameters> {

    /**
     * Checks the components.
     *
     * @param activation the hidden activation
     * @param output what makes the predictions from the logits
     * @param nX the number of inputs, at least 1
     * @param nA the number of hidden units, at least 1
     * @param nY the number of outputs, at least 1
     * @throws IllegalArgumentException if a function is null or a size below 1
     */
    public RnnModel {
        Checks.present("RnnModel", "activation", activation);
        Checks.present("RnnModel", "output", output);
        Checks.size("RnnModel", "nX", nX);
        Checks.size("RnnModel", "nA", nA);
        Checks.size("RnnModel", "nY", nY);
    }

    /**
     * The notebook's model: tanh and softmax.
     *
     * @param nX the number of inputs, at least 1
     * @param nA the number of hidden units, at least 1
     * @param nY the number of outputs, at least 1
     * @throws IllegalArgumentException if a size is below 1
     */
    public RnnModel(int nX, int nA, int nY) {
        this(Activation.TANH, Output.SOFTMAX, nX, nA, nY);
    }

    @Override
    public RnnParameters zeros() {
        return new RnnParameters(
                Matrix.zeros(nA, nX),
                Matrix.zeros(nA, nA),
                Matrix.zeros(nY, nA),
                Matrix.zeros(nA, 1),
                Matrix.zeros(nY, 1));
    }

    @Override
    public RnnParameters initialize(Initialization initialization, RandomGenerator random) {
        Checks.present("RnnModel.initialize", "initialization", initialization);
        Checks.present("RnnModel.initialize", "random", random);
        Drawing drawing = new Drawing("RnnModel.initialize", nA, random);
        return new RnnParameters(
                drawing.next("input", initialization.input(), nA, nX),
                drawing.next("recurrent", initialization.recurrent(), nA, nA),
                drawing.next("output", initialization.output(), nY, nA),
                drawing.next("bias", initialization.bias(), nA, 1),
                drawing.next("bias", initialization.bias(), nY, 1));
    }

    @Override
    public State zeroState(int m) {
        Checks.size("RnnModel.zeroState", "m", m);
        return State.of(Matrix.zeros(nA, m));
    }

    @Override
    public Pass<RnnParameters> forward(List<Matrix> x, State state, RnnParameters parameters, int... lengths) {
        check("RnnModel.forward", state, parameters);
        Checks.present("RnnModel.forward", "lengths", lengths);
        RnnSequence sequence = new RnnSequence(new RnnCell(activation, output));
        RnnForward forward = lengths.length == 0
                ? sequence.forward(x, state.a(), parameters)
                : sequence.forward(x, state.a(), parameters, lengths);
        return new RnnPass(forward);
    }

    @Override
    public Prediction step(Matrix xt, State state, RnnParameters parameters) {
        check("RnnModel.step", state, parameters);
        RnnStep step = new RnnCell(activation, output).forward(xt, state.a(), parameters);
        return new Prediction(step.ytPred(), State.of(step.aNext()));
    }

    private void check(String method, State state, RnnParameters parameters) {
        Checks.parameters(method, this, parameters);
        Checks.present(method, "state", state);
        state.check(method, 1);
    }
}
