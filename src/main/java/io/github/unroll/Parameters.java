package io.github.unroll;

import java.util.Map;

/**
 * The named matrices that a model learns. A gradient with respect to them has the same type, so that an optimizer, a
 * gradient check or a file needs to know names and shapes only.
 *
 * @param <P> the bundle's own type
 */
public sealed interface Parameters<P extends Parameters<P>> permits RnnParameters, LstmParameters {

    /**
     * The matrices by their names, in the order of the record's components.
     *
     * @return an unmodifiable map in a fixed order
     */
    Map<String, Matrix> named();

    /**
     * A bundle of the same type and shapes with other values.
     *
     * @param named exactly the names and shapes of {@link #named()}
     * @return the bundle
     * @throws IllegalArgumentException if a name is missing or extra, or a matrix is null or of another shape
     */
    P withNamed(Map<String, Matrix> named);

    /**
     * The number of inputs.
     *
     * @return nX, the rows of x{@literal <t>}
     */
    int nX();

    /**
     * The number of hidden units.
     *
     * @return nA, the rows of a{@literal <t>}
     */
    int nA();

    /**
     * The number of outputs.
     *
     * @return nY, the rows of y{@literal <t>}
     */
    int nY();
}
