package io.github.unroll;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

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
     * A bundle of what a function makes of each matrix.
     *
     * @param function which keeps the shape
     * @return the bundle
     * @throws IllegalArgumentException if {@code function} is null or gives null or another shape
     */
    default P map(UnaryOperator<Matrix> function) {
        Shapes.present("Parameters.map", "function", function);
        Map<String, Matrix> mapped = new LinkedHashMap<>();
        named().forEach((name, matrix) -> mapped.put(name, function.apply(matrix)));
        return withNamed(mapped);
    }

    /**
     * A bundle of what a function makes of each matrix and the other bundle's of the same name: one step of gradient
     * descent is {@code parameters.combine(gradient, (p, g) -> p.minus(g.times(rate)))}.
     *
     * @param other a bundle of the same sizes
     * @param function which keeps the shape
     * @return the bundle
     * @throws IllegalArgumentException if an argument is null, a shape differs, or {@code function} gives null or another
     *     shape
     */
    default P combine(P other, BinaryOperator<Matrix> function) {
        Shapes.present("Parameters.combine", "other", other);
        Shapes.present("Parameters.combine", "function", function);
        Names.check("Parameters.combine", other.named(), named());
        Map<String, Matrix> combined = new LinkedHashMap<>();
        named().forEach((name, matrix) ->
                combined.put(name, function.apply(matrix, other.named().get(name))));
        return withNamed(combined);
    }

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
