package io.github.unroll.train;

/**
 * How all parameters of a model are drawn before training; the same for RNN and LSTM, where every gate is drawn in the
 * same way.
 *
 * <pre>{@code
 * Initialization.uniform()                                                    // PyTorch's
 * Initialization.xavier().withRecurrent(Initializer.orthogonal())             // of a tanh RNN
 * Initialization.xavier().withRecurrent(Initializer.orthogonal()).withForgetBias(1)   // of an LSTM
 * Initialization.irnn()                                                       // of a ReLU RNN
 * }</pre>
 *
 * @param input of Wax; of an LSTM the part of each gate that acts on x
 * @param recurrent of Waa; of an LSTM the part of each gate that acts on a
 * @param output of Wya or Wy
 * @param bias of every bias but the forget gate's
 * @param forgetBias of an LSTM's bf
 */
public record Initialization(
        Initializer input, Initializer recurrent, Initializer output, Initializer bias, Initializer forgetBias) {

    /**
     * Checks that all are there.
     *
     * @param input of Wax; of an LSTM the part of each gate that acts on x
     * @param recurrent of Waa; of an LSTM the part of each gate that acts on a
     * @param output of Wya or Wy
     * @param bias of every bias but the forget gate's
     * @param forgetBias of an LSTM's bf
     * @throws IllegalArgumentException if a component is null
     */
    public Initialization {
        Checks.present("Initialization", "input", input);
        Checks.present("Initialization", "recurrent", recurrent);
        Checks.present("Initialization", "output", output);
        Checks.present("Initialization", "bias", bias);
        Checks.present("Initialization", "forgetBias", forgetBias);
    }

    /**
     * Everything uniform from {@code -1/√nA} to {@code 1/√nA}, biases too: PyTorch's default.
     *
     * @return the initialization
     */
    public static Initialization uniform() {
        Initializer all = Initializer.uniform();
        return new Initialization(all, all, all, all, all);
    }

    /**
     * Weights by {@link Initializer#xavier()}, biases 0.
     *
     * @return the initialization
     */
    public static Initialization xavier() {
        return weights(Initializer.xavier());
    }

    /**
     * Recurrent weights the identity, other weights normally distributed with deviation 0.001, biases 0: for
     * {@link io.github.unroll.Activation#RELU}. Le, Q. V., Jaitly, N. and Hinton, G. E. (2015). arXiv:1504.00941
     *
     * @return the initialization
     */
    public static Initialization irnn() {
        return weights(Initializer.normal(0.001)).withRecurrent(Initializer.identity());
    }

    private static Initialization weights(Initializer weights) {
        Initializer zero = Initializer.constant(0);
        return new Initialization(weights, weights, weights, zero, zero);
    }

    /**
     * The same with other input weights.
     *
     * @param input of Wax; of an LSTM the part of each gate that acts on x
     * @return the initialization
     * @throws IllegalArgumentException if {@code input} is null
     */
    public Initialization withInput(Initializer input) {
        return new Initialization(input, recurrent, output, bias, forgetBias);
    }

    /**
     * The same with other recurrent weights.
     *
     * @param recurrent of Waa; of an LSTM the part of each gate that acts on a
     * @return the initialization
     * @throws IllegalArgumentException if {@code recurrent} is null
     */
    public Initialization withRecurrent(Initializer recurrent) {
        return new Initialization(input, recurrent, output, bias, forgetBias);
    }

    /**
     * The same with other output weights.
     *
     * @param output of Wya or Wy
     * @return the initialization
     * @throws IllegalArgumentException if {@code output} is null
     */
    public Initialization withOutput(Initializer output) {
        return new Initialization(input, recurrent, output, bias, forgetBias);
    }

    /**
     * The same with other biases, the forget gate's excepted.
     *
     * @param bias of every bias but the forget gate's
     * @return the initialization
     * @throws IllegalArgumentException if {@code bias} is null
     */
    public Initialization withBias(Initializer bias) {
        return new Initialization(input, recurrent, output, bias, forgetBias);
    }

    /**
     * The same with another bias of an LSTM's forget gate. With 1 the cell state is mostly kept from the start.
     *
     * <p>Gers, F. A., Schmidhuber, J. and Cummins, F. (2000). Learning to forget. doi:10.1162/089976600300015015
     *
     * @param value usually 1
     * @return the initialization
     */
    public Initialization withForgetBias(double value) {
        return new Initialization(input, recurrent, output, bias, Initializer.constant(value));
    }
}
