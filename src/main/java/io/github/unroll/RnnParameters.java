package io.github.unroll;

import java.util.Map;
import java.util.function.Function;

/**
 * The parameters of a vanilla RNN, or a gradient with respect to them; the notebook's dictionary of the same keys.
 *
 * @param Wax (nA, nX), input to hidden
 * @param Waa (nA, nA), hidden to hidden
 * @param Wya (nY, nA), hidden to output
 * @param ba (nA, 1), the hidden bias
 * @param by (nY, 1), the output bias
 */
public record RnnParameters(Matrix Wax, Matrix Waa, Matrix Wya, Matrix ba, Matrix by)
        implements Parameters<RnnParameters> {

    /**
     * Checks that the shapes belong together; nA is what most of them have, Wax gives nX and Wya gives nY.
     *
     * @param Wax (nA, nX), input to hidden
     * @param Waa (nA, nA), hidden to hidden
     * @param Wya (nY, nA), hidden to output
     * @param ba (nA, 1), the hidden bias
     * @param by (nY, 1), the output bias
     * @throws IllegalArgumentException if a matrix is null or its shape does not fit
     */
    public RnnParameters {
        Shapes.present("RnnParameters", "Waa", Waa);
        int nA = Shapes.mostFrequent(Waa.rows(), Waa.columns(), Shapes.rows(Wax), Shapes.columns(Wya), Shapes.rows(ba));
        Shapes.check("RnnParameters", "Waa", Waa, "nA", nA, "nA", nA);
        Shapes.check("RnnParameters", "Wax", Wax, "nA", nA, "nX", Shapes.ANY);
        Shapes.check("RnnParameters", "Wya", Wya, "nY", Shapes.ANY, "nA", nA);
        Shapes.check("RnnParameters", "ba", ba, "nA", nA, "1", 1);
        Shapes.check("RnnParameters", "by", by, "nY", Wya.rows(), "1", 1);
    }

    /**
     * From matrices that are found by name: {@code of(map::get)}, or of arrays that
     * {@code Npz} read {@code of(name -> arrays.get(name).asMatrix())}.
     *
     * @param values gives the matrix of each name: Wax, Waa, Wya, ba, by
     * @return the parameters
     * @throws IllegalArgumentException if {@code values} is null, throws, or gives null or a shape that does not fit
     */
    public static RnnParameters of(Function<String, Matrix> values) {
        Shapes.present("RnnParameters.of", "values", values);
        return new RnnParameters(
                Names.value("RnnParameters.of", "Wax", values),
                Names.value("RnnParameters.of", "Waa", values),
                Names.value("RnnParameters.of", "Wya", values),
                Names.value("RnnParameters.of", "ba", values),
                Names.value("RnnParameters.of", "by", values));
    }

    @Override
    public Map<String, Matrix> named() {
        return Names.ordered("Wax", Wax, "Waa", Waa, "Wya", Wya, "ba", ba, "by", by);
    }

    @Override
    public RnnParameters withNamed(Map<String, Matrix> named) {
        Names.check("RnnParameters.withNamed", named, named());
        return of(named::get);
    }

    @Override
    public int nX() {
        return Wax.columns();
    }

    @Override
    public int nA() {
        return Waa.rows();
    }

    @Override
    public int nY() {
        return Wya.rows();
    }

    /** The part that makes z{@literal <t>}, without copying. */
    Affine hidden() {
        return new Affine(Wax, Waa, ba);
    }

    /** The part that makes the logits, without copying. */
    OutputLayer outputLayer() {
        return new OutputLayer(Wya, by);
    }
}
