package io.github.unroll.train;

import io.github.unroll.LstmCell;
import io.github.unroll.LstmForward;
import io.github.unroll.LstmParameters;
import io.github.unroll.LstmSequence;
import io.github.unroll.LstmStep;
import io.github.unroll.Matrix;
import io.github.unroll.Output;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An LSTM to be trained and served. Its state is {@code [a, c]}.
 *
 * @param output what makes the predictions from the logits
 * @param nX the number of inputs, at least 1
 * @param nA the number of hidden units, at least 1
 * @param nY the number of outputs, at least 1
 */
public record LstmModel(Output output, int nX, int nA, int nY) implements Model<LstmParameters> {

    /**
     * Checks the components.
     *
     * @param output what makes the predictions from the logits
     * @param nX the number of inputs, at least 1
     * @param nA the number of hidden units, at least 1
     * @param nY the number of outputs, at least 1
     * @throws IllegalArgumentException if {@code output} is null or a size below 1
     */
    public LstmModel {
        Checks.present("LstmModel", "output", output);
        Checks.size("LstmModel", "nX", nX);
        Checks.size("LstmModel", "nA", nA);
        Checks.size("LstmModel", "nY", nY);
    }

    /**
     * The notebook's model: softmax.
     *
     * @param nX the number of inputs, at least 1
     * @param nA the number of hidden units, at least 1
     * @param nY the number of outputs, at least 1
     * @throws IllegalArgumentException if a size is below 1
     */
    public LstmModel(int nX, int nA, int nY) {
        this(Output.SOFTMAX, nX, nA, nY);
    }

    @Override
    public LstmParameters zeros() {
        Matrix W = Matrix.zeros(nA, nA + nX);
        Matrix b = Matrix.zeros(nA, 1);
        return new LstmParameters(W, b, W, b, W, b, W, b, Matrix.zeros(nY, nA), Matrix.zeros(nY, 1));
    }

    @Override
    public LstmParameters initialize(Initialization initialization, RandomGenerator random) {
        Checks.present("LstmModel.initialize", "initialization", initialization);
        Checks.present("LstmModel.initialize", "random", random);
        Drawing drawing = new Drawing("LstmModel.initialize", nA, random);
        return new LstmParameters(
                gate(initialization, drawing),
                drawing.next("forgetBias", initialization.forgetBias(), nA, 1),
                gate(initialization, drawing),
                drawing.next("bias", initialization.bias(), nA, 1),
                gate(initialization, drawing),
                drawing.next("bias", initialization.bias(), nA, 1),
                gate(initialization, drawing),
                drawing.next("bias", initialization.bias(), nA, 1),
                drawing.next("output", initialization.output(), nY, nA),
                drawing.next("bias", initialization.bias(), nY, 1));
    }

    /** {@code [Wa, Wx]}, (nA, nA + nX). */
    private Matrix gate(Initialization initialization, Drawing drawing) {
        double[][] Wa =
                drawing.next("recurrent", initialization.recurrent(), nA, nA).toArray();
        double[][] Wx = drawing.next("input", initialization.input(), nA, nX).toArray();
        double[][] W = new double[nA][nA + nX];
        for (int i = 0; i < nA; i++) {
            System.arraycopy(Wa[i], 0, W[i], 0, nA);
            System.arraycopy(Wx[i], 0, W[i], nA, nX);
        }
        return Matrix.of(W);
    }

    @Override
    public State zeroState(int m) {
        Checks.size("LstmModel.zeroState", "m", m);
        return State.of(Matrix.zeros(nA, m), Matrix.zeros(nA, m));
    }

    @Override
    public Pass<LstmParameters> forward(List<Matrix> x, State state, LstmParameters parameters, int... lengths) {
        check("LstmModel.forward", state, parameters);
        Checks.present("LstmModel.forward", "lengths", lengths);
        Matrix c = state.matrices().get(1);
        LstmForward forward = lengths.length == 0
                ? LstmSequence.forward(x, state.a(), c, parameters, output)
                : LstmSequence.forward(x, state.a(), c, parameters, output, lengths);
        return new LstmPass(forward);
    }

    @Override
    public Prediction step(Matrix xt, State state, LstmParameters parameters) {
        check("LstmModel.step", state, parameters);
        LstmStep step = LstmCell.forward(xt, state.a(), state.matrices().get(1), parameters, output);
        return new Prediction(step.ytPred(), State.of(step.aNext(), step.cNext()));
    }

    private void check(String method, State state, LstmParameters parameters) {
        Checks.parameters(method, this, parameters);
        Checks.present(method, "state", state);
        state.check(method, 2);
    }
}
