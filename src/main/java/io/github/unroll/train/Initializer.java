package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.random.RandomGenerator;

/**
 * How one matrix of parameters is drawn before training. The ones here use only {@code random.nextDouble()}, so the
 * same generator gives the same bits on every JVM.
 */
@FunctionalInterface
public interface Initializer {

    /**
     * Draws a matrix; of a gate of an LSTM the part that acts on the state and the part that acts on the input are two
     * matrices.
     *
     * @param rows number of rows: outputs of the product
     * @param columns number of columns: inputs of the product
     * @param nA the model's hidden units
     * @param random the caller's generator
     * @return the matrix, (rows, columns)
     */
    Matrix draw(int rows, int columns, int nA, RandomGenerator random);

    /**
     * The same number everywhere.
     *
     * @param value the number
     * @return the initializer
     */
    static Initializer constant(double value) {
        return new NamedInitializer(
                "constant(" + value + ")",
                (rows, columns, nA, random) -> Matrix.zeros(rows, columns).map(zero -> value));
    }

    /**
     * Uniform from {@code -1/√nA} to {@code 1/√nA}: what PyTorch's RNN, LSTM and (for nA inputs) Linear start from.
     *
     * @return the initializer
     */
    static Initializer uniform() {
        return new NamedInitializer(
                "uniform()", (rows, columns, nA, random) -> uniform(rows, columns, 1 / Math.sqrt(nA), random));
    }

    /**
     * Normally distributed around 0.
     *
     * @param deviation the standard deviation, finite and at least 0
     * @return the initializer
     * @throws IllegalArgumentException if {@code deviation} is not
     */
    static Initializer normal(double deviation) {
        Checks.notNegative("Initializer.normal", "deviation", deviation);
        return new NamedInitializer("normal(" + deviation + ")", (rows, columns, nA, random) -> {
            Gaussian gaussian = new Gaussian(random);
            return Matrix.generate(rows, columns, () -> deviation * gaussian.getAsDouble());
        });
    }

    /**
     * Uniform, with a variance between 1 / columns, at which the activations of a layer keep their size, and 1 / rows, at
     * which its gradients do: 2 / (rows + columns).
     *
     * <pre>{@code from -√(6 / (rows + columns)) to √(6 / (rows + columns))}</pre>
     *
     * <p>Glorot, X. and Bengio, Y. (2010). Understanding the difficulty of training deep feedforward neural networks.
     * Proceedings of AISTATS, PMLR 9:249-256.
     *
     * @return the initializer
     */
    static Initializer xavier() {
        return new NamedInitializer(
                "xavier()",
                (rows, columns, nA, random) ->
                        uniform(rows, columns, Math.sqrt(6.0 / ((double) rows + columns)), random));
    }

    /**
     * A random orthogonal matrix, {@code W'W = I}, evenly distributed over all of them: a product with it keeps
     * lengths. Where it is not square, the shorter of rows and columns are orthonormal.
     *
     * <p>Saxe, A. M., McClelland, J. L. and Ganguli, S. (2014). Exact solutions to the nonlinear dynamics of learning
     * in deep linear neural networks. arXiv:1312.6120
     *
     * @return the initializer
     */
    static Initializer orthogonal() {
        return new NamedInitializer(
                "orthogonal()", (rows, columns, nA, random) -> Orthogonal.draw(rows, columns, random));
    }

    /**
     * The identity, 1 on the diagonal and 0 elsewhere: the recurrent weights of an IRNN.
     *
     * <p>Le, Q. V., Jaitly, N. and Hinton, G. E. (2015). A simple way to initialize recurrent networks of rectified
     * linear units. arXiv:1504.00941
     *
     * @return the initializer
     */
    static Initializer identity() {
        return new NamedInitializer("identity()", (rows, columns, nA, random) -> {
            double[][] values = new double[rows][columns];
            for (int i = 0; i < Math.min(rows, columns); i++) {
                values[i][i] = 1;
            }
            return Matrix.of(values);
        });
    }

    private static Matrix uniform(int rows, int columns, double bound, RandomGenerator random) {
        return Matrix.generate(rows, columns, () -> bound * (2 * random.nextDouble() - 1));
    }
}
